package dev.corral.architecture;

import java.util.Set;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;

/** The types that users see in the signatures of a class. */
final class PublicSignatures {

	private PublicSignatures() {
	}

	static boolean isVisible(Set<JavaModifier> modifiers) {
		return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
	}

	/**
	 * The types in the supertypes of a class and in its visible fields, methods and
	 * constructors, with type arguments and bounds.
	 * @param type the class
	 * @return names of classes
	 */
	static Stream<String> typesOf(JavaClass type) {
		Stream<JavaType> supertypes = Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream());
		Stream<JavaType> bounds = type.getTypeParameters()
			.stream()
			.flatMap((parameter) -> parameter.getUpperBounds().stream());
		Stream<JavaType> fields = type.getFields()
			.stream()
			.filter((field) -> isVisible(field.getModifiers()))
			.map(JavaField::getType);
		Stream<JavaType> members = type.getCodeUnits()
			.stream()
			.filter((unit) -> isVisible(unit.getModifiers()) && !unit.getModifiers().contains(JavaModifier.SYNTHETIC))
			.flatMap(PublicSignatures::typesOf);
		return Stream.of(supertypes, bounds, fields, members)
			.flatMap((types) -> types)
			.flatMap((shown) -> shown.getAllInvolvedRawTypes().stream())
			.map((raw) -> raw.getBaseComponentType().getName());
	}

	private static Stream<JavaType> typesOf(JavaCodeUnit unit) {
		Stream<JavaType> thrown = unit.getThrowsClause().getTypes().stream().map((type) -> type);
		Stream<JavaType> bounds = unit.getTypeParameters()
			.stream()
			.flatMap((parameter) -> parameter.getUpperBounds().stream());
		return Stream.of(Stream.of(unit.getReturnType()), unit.getParameterTypes().stream(), thrown, bounds)
			.flatMap((types) -> types);
	}

}
