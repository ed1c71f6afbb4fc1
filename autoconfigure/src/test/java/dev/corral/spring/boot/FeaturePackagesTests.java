package dev.corral.spring.boot;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.jspecify.annotations.NullMarked;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/** A package for each feature; features use the launcher's package, not each other. */
@AnalyzeClasses(packages = "dev.corral.spring.boot", importOptions = ImportOption.DoNotIncludeTests.class)
class FeaturePackagesTests {

	private static final String ROOT = "dev.corral.spring.boot";

	private static final int MOST_FILES = 15;

	@ArchTest
	static final ArchRule packagesHaveNoCycle = slices().matching("dev.corral.(**)").should().beFreeOfCycles();

	@ArchTest
	static final ArchRule featuresDoNotUseEachOther = slices().matching(ROOT + ".(*)..")
		.should()
		.notDependOnEachOther();

	@ArchTest
	static final ArchRule launcherUsesNoFeature = noClasses().that()
		.resideInAPackage(ROOT)
		.should()
		.dependOnClassesThat()
		.resideInAPackage(ROOT + ".*..");

	@ArchTest
	static final ArchRule contextNeedsTheCoreAlone = noClasses().that()
		.resideInAPackage(ROOT + ".context")
		.should()
		.dependOnClassesThat()
		.resideInAPackage(ROOT);

	@ArchTest
	static final ArchRule internalsOfTheCoreAreNotUsed = noClasses().should()
		.dependOnClassesThat()
		.resideInAPackage("dev.corral.internal..");

	@ArchTest
	static final ArchRule autoConfigurationsArePublicAndFinal = classes().that()
		.haveSimpleNameEndingWith("AutoConfiguration")
		.should()
		.bePublic()
		.andShould()
		.haveModifier(JavaModifier.FINAL);

	@ArchTest
	static void packagesAreSmallAndNullMarked(JavaClasses classes) {
		Map<String, Set<String>> files = new TreeMap<>();
		for (JavaClass type : classes) {
			String file = type.getSource().flatMap((source) -> source.getFileName()).orElseThrow();
			files.computeIfAbsent(type.getPackageName(), (name) -> new TreeSet<>()).add(file);
			assertThat(type.getPackage().isAnnotatedWith(NullMarked.class)).as(type.getPackageName()).isTrue();
		}
		assertThat(files).containsOnlyKeys(ROOT, ROOT + ".context", ROOT + ".endpoint", ROOT + ".metrics");
		assertThat(files)
			.allSatisfy((name, sources) -> assertThat(sources).as(name).hasSizeLessThanOrEqualTo(MOST_FILES));
	}

}
