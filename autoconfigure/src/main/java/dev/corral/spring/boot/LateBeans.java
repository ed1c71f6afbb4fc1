package dev.corral.spring.boot;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;

/**
 * The beans of one type, each created on its own: one that cannot be created yet, or not
 * at all, does not keep the others from being found. Thread-safe. No bean is created
 * under a lock.
 *
 * @param <T> the type
 */
final class LateBeans<T> {

	private static final Logger logger = LoggerFactory.getLogger(LateBeans.class);

	/** The name of the launcher's bean, which is to be destroyed before its callbacks. */
	private static final String LAUNCHER = "corral";

	private final ConfigurableListableBeanFactory factory;

	private final Class<T> type;

	/** By their names. */
	@GuardedBy("this")
	private final Map<String, T> found = new HashMap<>();

	LateBeans(ConfigurableListableBeanFactory factory, Class<T> type) {
		this.factory = factory;
		this.type = type;
	}

	/**
	 * Creates the beans that are not there yet.
	 * @param last whether a bean that cannot be created now never will be; then it is
	 * reported
	 * @return whether none is missing
	 */
	boolean find(boolean last) {
		boolean complete = true;
		for (String name : names()) {
			if (!isFound(name) && isCandidate(name)) {
				complete &= find(name, last);
			}
		}
		return complete;
	}

	private String[] names() {
		return BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.factory, this.type);
	}

	private boolean find(String name, boolean last) {
		try {
			Object bean = this.factory.getBean(name);
			if (this.type.isInstance(bean)) {
				add(name, this.type.cast(bean));
				this.factory.registerDependentBean(name, LAUNCHER);
			}
			return true;
		}
		catch (Throwable ex) {
			if (last) {
				logger.error("{} bean '{}' could not be created and will not be called", this.type.getSimpleName(),
						name, ex);
			}
			return false;
		}
	}

	private synchronized boolean isFound(String name) {
		return this.found.containsKey(name);
	}

	private synchronized void add(String name, T bean) {
		this.found.put(name, bean);
	}

	/**
	 * The beans that have been found.
	 * @return by {@code Ordered}, {@code @Order} and {@code @Priority}, of the class or
	 * of the method that creates the bean; without an order as they are defined
	 */
	List<T> ordered() {
		Map<String, T> beans;
		synchronized (this) {
			beans = Map.copyOf(this.found);
		}
		List<T> ordered = new ArrayList<>();
		IdentityHashMap<Object, String> names = new IdentityHashMap<>();
		for (String name : names()) {
			T bean = beans.get(name);
			if (bean != null) {
				ordered.add(bean);
				names.putIfAbsent(bean, name);
			}
		}
		ordered.sort(AnnotationAwareOrderComparator.INSTANCE.withSourceProvider((bean) -> orderSources(names, bean)));
		return ordered;
	}

	private boolean isCandidate(String name) {
		BeanDefinition definition = definition(name);
		boolean hidden = definition instanceof AbstractBeanDefinition detailed && !detailed.isDefaultCandidate();
		return definition == null || (definition.isAutowireCandidate() && !hidden);
	}

	// The places besides the bean itself where an order may be written
	private Object[] orderSources(IdentityHashMap<Object, String> names, Object bean) {
		String name = names.get(bean);
		List<Object> sources = new ArrayList<>();
		if (name != null && definition(name) instanceof RootBeanDefinition definition) {
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

}
