package dev.corral.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

@AnalyzeClasses(packages = "dev.corral", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	/** Stands in for the outside, and is not used by the engine. */
	private static final String SIMULATION = "dev.corral.internal.simulation";

	/** A lock with a queue can be handed to a virtual thread that has no carrier. */
	@ArchTest
	static final ArchRule noLockHasAQueue = noClasses().that()
		.resideOutsideOfPackage(SIMULATION)
		.should()
		.dependOnClassesThat()
		.haveNameMatching("java\\.util\\.concurrent\\.locks\\..*Lock")
		.orShould()
		.callMethod(Object.class, "wait")
		.orShould()
		.callMethod(Object.class, "wait", long.class)
		.orShould()
		.callMethod(Object.class, "notifyAll");

	@ArchTest
	static void noCodeEntersAMonitor(JavaClasses classes) throws IOException {
		List<String> monitors = new ArrayList<>();
		for (JavaClass type : classes) {
			for (JavaMethod method : type.getMethods()) {
				if (method.getModifiers().contains(JavaModifier.SYNCHRONIZED)) {
					monitors.add(method.getFullName());
				}
			}
		}
		Path sources = Path.of("src/main/java");
		try (Stream<Path> files = Files.walk(sources)) {
			for (Path file : files.filter((path) -> path.toString().endsWith(".java")).toList()) {
				if (Files.readString(file).contains("synchronized (")) {
					monitors.add(sources.relativize(file).toString());
				}
			}
		}
		assertThat(monitors).isEmpty();
	}

	@ArchTest
	static final ArchRule theOutsideIsReachedThroughTheBackend = noClasses().that()
		.resideOutsideOfPackages("dev.corral.internal.platform", SIMULATION)
		.should()
		.callMethod(System.class, "nanoTime")
		.orShould()
		.callMethod(System.class, "currentTimeMillis")
		.orShould()
		.callMethod(Thread.class, "sleep", long.class)
		.orShould()
		.callMethod(Thread.class, "ofVirtual")
		.orShould()
		.callMethod(Thread.class, "ofPlatform")
		.orShould()
		.dependOnClassesThat()
		.belongToAnyOf(LockSupport.class);

	/**
	 * First used in the report of a panic while memory has run out, it could never be
	 * used again.
	 */
	@ArchTest
	static final ArchRule noLineNeedsBigNumbers = noClasses().should()
		.dependOnClassesThat()
		.resideInAPackage("java.math");

	@ArchTest
	static final ArchRule coreKnowsNoSpring = noClasses().should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.springframework..", "io.micrometer..");

}
