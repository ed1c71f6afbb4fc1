package dev.corral;

import java.util.concurrent.locks.LockSupport;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

@AnalyzeClasses(packages = "dev.corral", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	@ArchTest
	static final ArchRule groundFloorDependsOnNothing = noClasses().that()
		.resideInAnyPackage("dev.corral.snapshot", "dev.corral.time")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("dev.corral", "dev.corral.dump", "dev.corral.leak", "dev.corral.event");

	@ArchTest
	static final ArchRule noCycles = slices().matching("dev.corral.(**)").should().beFreeOfCycles();

	@ArchTest
	static final ArchRule theOutsideIsReachedThroughTheBackend = noClasses().that()
		.resideOutsideOfPackage("dev.corral.time")
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

	@ArchTest
	static final ArchRule coreKnowsNoSpring = noClasses().should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.springframework..", "io.micrometer..");

}
