package dev.corral.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The packages of core and which way their arrows go, read from the compiled classes.
 * {@code -Dcorral.architecture.write=true} writes the table of
 * {@code docs/architecture.md} anew.
 */
class PackageGraphTests {

	private static final Path DOCUMENT = Path.of("..", "docs", "architecture.md");

	private static final String BEGIN = "<!-- packages -->\n";

	private static final String END = "<!-- end of packages -->\n";

	private static final String INTERNAL = "dev.corral.internal.";

	/** Top to bottom: a package may use those after it. */
	private static final List<String> ORDER = List.of("simulation", "engine", "render", "leak", "proof", "scope",
			"restart", "task", "watch", "attempt", "timer", "registry", "limit", "future", "context", "callback",
			"platform", "failure", "util");

	/** Which exported packages each exported package may use. */
	private static final Map<String, Set<String>> EXPORTED = Map.of("dev.corral",
			Set.of("dev.corral.dump", "dev.corral.event", "dev.corral.monitor"), "dev.corral.dump",
			Set.of("dev.corral.monitor"), "dev.corral.event", Set.of("dev.corral.monitor"), "dev.corral.monitor",
			Set.of());

	/** What exported packages may use of internal ones, besides {@code util}. */
	private static final Set<String> DOORS = Set.of("dev.corral.Corral", "dev.corral.TaskContext");

	private static final int MOST_FILES = 22;

	/** The most classes of a package that may depend on each other in a cycle. */
	private static final int LARGEST_CYCLE = 5;

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(new ImportOption.DoNotIncludeTests())
		.importPackages("dev.corral");

	private static String top(JavaClass type) {
		String name = type.getFullName();
		int nested = name.indexOf('$');
		return (nested < 0) ? name : name.substring(0, nested);
	}

	private static String packageOf(String type) {
		return type.substring(0, type.lastIndexOf('.'));
	}

	// Top-level classes and which of ours each uses
	private static Map<String, NavigableSet<String>> uses() {
		Map<String, NavigableSet<String>> uses = new TreeMap<>();
		for (JavaClass type : CLASSES) {
			if (type.getSimpleName().equals("package-info")) {
				continue;
			}
			NavigableSet<String> targets = uses.computeIfAbsent(top(type), (name) -> new TreeSet<>());
			for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
				JavaClass target = dependency.getTargetClass().getBaseComponentType();
				if (target.getPackageName().startsWith("dev.corral") && !target.getSimpleName().equals("package-info")
						&& !top(target).equals(top(type))) {
					targets.add(top(target));
				}
			}
		}
		return uses;
	}

	private static int rank(String type) {
		return ORDER.indexOf(packageOf(type).substring(INTERNAL.length()));
	}

	private static boolean isInternal(String type) {
		return type.startsWith(INTERNAL);
	}

	@Test
	void everyInternalPackageHasAPlace() {
		assertThat(uses().keySet().stream().filter(PackageGraphTests::isInternal)).isNotEmpty()
			.allSatisfy((type) -> assertThat(rank(type)).as(type).isNotNegative());
	}

	@Test
	void noArrowPointsUpwards() {
		List<String> upwards = new ArrayList<>();
		uses().forEach((type, targets) -> targets.forEach((target) -> {
			if (isInternal(type) && isInternal(target) && rank(target) < rank(type)) {
				upwards.add(type + " uses " + target);
			}
		}));
		assertThat(upwards).isEmpty();
	}

	@Test
	void exportedPackagesUseInternalOnesThroughFewDoors() {
		List<String> others = new ArrayList<>();
		uses().forEach((type, targets) -> targets.forEach((target) -> {
			if (!isInternal(type) && isInternal(target) && !packageOf(target).equals(INTERNAL + "util")
					&& !DOORS.contains(type)) {
				others.add(type + " uses " + target);
			}
		}));
		assertThat(others).isEmpty();
	}

	@Test
	void exportedPackagesUseEachOtherInOneDirection() {
		List<String> others = new ArrayList<>();
		uses().forEach((type, targets) -> targets.forEach((target) -> {
			if (!isInternal(type) && !isInternal(target) && !packageOf(target).equals(packageOf(type))
					&& !EXPORTED.getOrDefault(packageOf(type), Set.of()).contains(packageOf(target))) {
				others.add(type + " uses " + target);
			}
		}));
		assertThat(others).isEmpty();
	}

	@Test
	void noPublicSignatureShowsAnInternalType() {
		List<String> shown = new ArrayList<>();
		for (JavaClass type : CLASSES) {
			if (!isInternal(type.getName()) && isVisible(type)) {
				PublicSignatures.typesOf(type)
					.filter(PackageGraphTests::isInternal)
					.forEach((name) -> shown.add(type.getName() + " shows " + name));
			}
		}
		assertThat(shown).isEmpty();
	}

	private static boolean isVisible(JavaClass type) {
		return PublicSignatures.isVisible(type.getModifiers())
				&& type.getEnclosingClass().map(PackageGraphTests::isVisible).orElse(true);
	}

	@Test
	void noInternalPackageIsLarge() {
		Map<String, Long> files = uses().keySet()
			.stream()
			.filter(PackageGraphTests::isInternal)
			.collect(Collectors.groupingBy(PackageGraphTests::packageOf, Collectors.counting()));
		assertThat(files).allSatisfy((name, number) -> assertThat(number).isLessThanOrEqualTo(MOST_FILES));
	}

	@Test
	void cyclesWithinAPackageDoNotGrow() {
		Map<String, NavigableSet<String>> uses = uses();
		for (Set<String> cycle : cycles(uses)) {
			Set<String> packages = cycle.stream().map(PackageGraphTests::packageOf).collect(Collectors.toSet());
			if (packages.stream().allMatch((name) -> name.startsWith(INTERNAL))) {
				assertThat(packages).as(cycle::toString).hasSize(1);
				assertThat(cycle).hasSizeLessThanOrEqualTo(LARGEST_CYCLE);
			}
		}
	}

	// Strongly connected classes, those of internal packages alone
	private static List<Set<String>> cycles(Map<String, NavigableSet<String>> uses) {
		List<Set<String>> cycles = new ArrayList<>();
		Set<String> seen = new HashSet<>();
		for (String type : uses.keySet()) {
			if (isInternal(type) && !seen.contains(type)) {
				Set<String> cycle = reached(type, (name) -> Objects.requireNonNull(uses.get(name)));
				cycle.retainAll(reached(type, (name) -> users(uses, name)));
				seen.addAll(cycle);
				if (cycle.size() > 1) {
					cycles.add(cycle);
				}
			}
		}
		return cycles;
	}

	private static Collection<String> users(Map<String, NavigableSet<String>> uses, String type) {
		return uses.keySet().stream().filter((user) -> Objects.requireNonNull(uses.get(user)).contains(type)).toList();
	}

	private static Set<String> reached(String from, Function<String, Collection<String>> step) {
		Set<String> reached = new HashSet<>(Set.of(from));
		Deque<String> next = new ArrayDeque<>(reached);
		while (!next.isEmpty()) {
			for (String target : step.apply(next.pop())) {
				if (isInternal(target) && reached.add(target)) {
					next.push(target);
				}
			}
		}
		return reached;
	}

	@Test
	void documentShowsThePackages() throws IOException {
		String document = Files.readString(DOCUMENT);
		String before = document.substring(0, document.indexOf(BEGIN) + BEGIN.length());
		String after = document.substring(document.indexOf(END));
		String written = before + table() + after;
		if (Boolean.getBoolean("corral.architecture.write")) {
			Files.writeString(DOCUMENT, written);
		}
		assertThat(Files.readString(DOCUMENT)).isEqualTo(written);
	}

	private static String table() {
		Map<String, NavigableSet<String>> uses = uses();
		Map<String, NavigableSet<String>> packages = new HashMap<>();
		Map<String, Integer> files = new HashMap<>();
		uses.forEach((type, targets) -> {
			files.merge(packageOf(type), 1, Integer::sum);
			NavigableSet<String> used = packages.computeIfAbsent(packageOf(type), (name) -> new TreeSet<>());
			targets.stream()
				.map(PackageGraphTests::packageOf)
				.filter((name) -> !name.equals(packageOf(type)))
				.forEach(used::add);
		});
		UnaryOperator<String> shortName = (name) -> name.substring("dev.".length());
		StringBuilder table = new StringBuilder("| package | files | uses |\n|---|---|---|\n");
		packages.keySet().stream().sorted(PackageGraphTests::compare).forEach((name) -> {
			String used = Objects.requireNonNull(packages.get(name))
				.stream()
				.sorted(PackageGraphTests::compare)
				.map((other) -> other.startsWith(INTERNAL) ? other.substring(INTERNAL.length())
						: shortName.apply(other))
				.collect(Collectors.joining(", "));
			table.append("| `").append(shortName.apply(name)).append("` | ").append(files.get(name)).append(" | ");
			table.append(used.isEmpty() ? "–" : used).append(" |\n");
		});
		return table.toString();
	}

	private static int compare(String one, String other) {
		return Integer.compare(place(one), place(other)) != 0 ? Integer.compare(place(one), place(other))
				: one.compareTo(other);
	}

	private static int place(String name) {
		return name.startsWith(INTERNAL) ? 1 + ORDER.indexOf(name.substring(INTERNAL.length())) : 0;
	}

}
