package dev.corral.internal.util;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Finds var handles of a class's own fields, once, for its constants. */
public final class VarHandles {

	private VarHandles() {
	}

	/**
	 * Finds the var handle of a field.
	 * @param lookup the lookup of the class that declares the field
	 * @param field the field's name
	 * @param type its exact type
	 * @return the var handle
	 * @throws ExceptionInInitializerError when there is no such field
	 */
	public static VarHandle of(MethodHandles.Lookup lookup, String field, Class<?> type) {
		try {
			return lookup.findVarHandle(lookup.lookupClass(), field, type);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

}
