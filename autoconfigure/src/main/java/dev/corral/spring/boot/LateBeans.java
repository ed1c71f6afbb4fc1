package dev.corral.spring.boot;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanCreationNotAllowedException;
import org.springframework.beans.factory.BeanCurrentlyInCreationException;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;

/**
 * The beans of one type, each made on its own: one that cannot be made yet, or not at
 * all, does not keep the others from being found. Thread-safe. No bean is made under a
 * lock.
 *
 * @param <T> the type
 */
final class LateBeans<T> {

	private static final Logger logger = LoggerFactory.getLogger(LateBeans.class);

	/** The name of the launcher's bean, which is to be destroyed before its callbacks. */
	private static final String LAUNCHER = "corral";

	private final ConfigurableListableBeanFactory factory;

	private final Class<T> type;

	/** In the order of their definitions; guarded by this object. */
	private final Map<String, T> found = new LinkedHashMap<>();

	/** Those that cannot be made; guarded by this object. */
	private final Set<String> failed = new HashSet<>();

	LateBeans(ConfigurableListableBeanFactory factory, Class<T> type) {
		this.factory = factory;
		this.type = type;
	}

	/**
	 * Makes the beans that are not there yet.
	 * @param attempt which failures are final
	 * @return whether all are there, or cannot be made
	 */
	boolean find(Attempt attempt) {
		boolean complete = true;
		for (String name : BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.factory, this.type)) {
			if (isOpen(name) && isCandidate(name)) {
				complete &= find(name, attempt);
			}
		}
		return complete;
	}

	private boolean find(String name, Attempt attempt) {
		try {
			add(name, this.factory.getBean(name, this.type));
			this.factory.registerDependentBean(name, LAUNCHER);
			return true;
		}
		catch (Throwable ex) {
			if (attempt == Attempt.EARLY || attempt == Attempt.CALL && isInCreation(ex)) {
				return false;
			}
			fail(name, ex);
			return true;
		}
	}

	private synchronized boolean isOpen(String name) {
		return !this.found.containsKey(name) && !this.failed.contains(name);
	}

	private synchronized void add(String name, T bean) {
		this.found.putIfAbsent(name, bean);
	}

	private void fail(String name, Throwable thrown) {
		boolean first;
		synchronized (this) {
			first = this.failed.add(name);
		}
		if (first) {
			logger.error("{} bean '{}' cannot be made, so it is not called", this.type.getSimpleName(), name, thrown);
		}
	}

	// Made by this very call, or while the context closes
	private static boolean isInCreation(Throwable thrown) {
		Throwable cause = thrown;
		for (int depth = 0; cause != null && depth < 100; depth++) {
			if (cause instanceof BeanCurrentlyInCreationException || cause instanceof BeanCreationNotAllowedException) {
				return true;
			}
			cause = cause.getCause();
		}
		return false;
	}

	/**
	 * The beans that have been found.
	 * @return by {@code Ordered}, {@code @Order} and {@code @Priority}, of the class or
	 * of the method that makes the bean
	 */
	List<T> ordered() {
		Map<String, T> beans;
		synchronized (this) {
			beans = new LinkedHashMap<>(this.found);
		}
		Map<T, String> names = new IdentityHashMap<>();
		beans.forEach((name, bean) -> names.putIfAbsent(bean, name));
		Comparator<Object> order = AnnotationAwareOrderComparator.INSTANCE
			.withSourceProvider((bean) -> orderSources(names.get(bean)));
		List<T> ordered = new ArrayList<>(beans.values());
		ordered.sort(order);
		return ordered;
	}

	private boolean isCandidate(String name) {
		BeanDefinition definition = definition(name);
		return definition == null || definition.isAutowireCandidate()
				&& !(definition instanceof AbstractBeanDefinition detailed && !detailed.isDefaultCandidate());
	}

	// The places besides the bean itself where an order may be written
	private Object[] orderSources(String name) {
		List<Object> sources = new ArrayList<>();
		if (definition(name) instanceof RootBeanDefinition definition) {
			if (definition.getAttribute(AbstractBeanDefinition.ORDER_ATTRIBUTE) instanceof Integer order) {
				sources.add((Ordered) () -> order);
			}
			if (definition.getResolvedFactoryMethod() != null) {
				sources.add(definition.getResolvedFactoryMethod());
			}
			if (definition.getTargetType() != null) {
				sources.add(definition.getTargetType());
			}
		}
		return sources.toArray();
	}

	// Null for an object that was registered without a definition
	private @Nullable BeanDefinition definition(String name) {
		try {
			return this.factory.getMergedBeanDefinition(name);
		}
		catch (NoSuchBeanDefinitionException ex) {
			return null;
		}
	}

	/** When beans are made. A bean whose failure is final is reported once. */
	enum Attempt {

		/** While the launcher is made, which they may need: no failure is final. */
		EARLY,

		/** When all singletons are there: every failure is final. */
		STARTED,

		/** By a call: final, unless the bean is being made or the context closes. */
		CALL

	}

}
