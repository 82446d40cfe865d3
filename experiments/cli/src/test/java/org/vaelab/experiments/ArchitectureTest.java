// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.conditions.ArchConditions.accessTargetWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.all;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.AbstractClassesTransformer;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.experiments.use.Model;
import org.vaelab.framework.Internal;
import org.vaelab.framework.VaeLabException;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.spi.BackendException;
import org.vaelab.framework.tensor.spi.OptimizerStep;
import org.vaelab.framework.tensor.spi.Update;

/**
 * The modules and the arrows between them, as {@code framework/README.md} draws them, and further
 * rules. Looks at the main classes of every module on the class path of this one, which is every
 * module but the benchmarks.
 */
final class ArchitectureTest {

    private static final String NATIVES = "org.vaelab.framework.natives..";
    private static final String ND4J = "org.vaelab.framework.nd4j..";
    private static final String TORCH = "org.vaelab.framework.torch..";
    private static final String ONNX = "org.vaelab.framework.onnx..";
    private static final String TESTKIT = "org.vaelab.testkit..";
    private static final String VARIANTS = "org.vaelab.variants..";
    private static final String CLI = "org.vaelab.experiments.cli..";

    private static final Path ROOT = Path.of(System.getProperty("vaelab.root", ".."));

    private static final JavaClasses MAIN =
            new ClassFileImporter()
                    .withImportOption(location -> !location.contains("/test-classes/"))
                    .importPackages("org.vaelab");

    private static final ModulePicture PICTURE =
            ModulePicture.in(ROOT.resolve("framework").resolve("README.md"));

    private static final DescribedPredicate<JavaClass> INTERNAL =
            DescribedPredicate.describe("are internal", ArchitectureTest::isInternal);

    /** Who uses what is internal to a module, and why. */
    private record Shared(String reason, Set<String> users) {}

    private static final Map<String, Shared> SHARED =
            Map.ofEntries(
                    shared(
                            "framework/natives",
                            "the loading of native libraries",
                            "framework/nd4j",
                            "framework/torch"),
                    shared(
                            "framework/tensor",
                            "the memory of backends, and captures",
                            "framework/nd4j",
                            "framework/torch",
                            "framework/testkit/parts",
                            "experiments/config"),
                    shared(
                            "framework/settings",
                            "the words of settings and values in messages, and which jar has what is absent",
                            "framework/core",
                            "framework/data",
                            "framework/evaluation",
                            "framework/parts",
                            "framework/representation",
                            "framework/sources",
                            "experiments/config",
                            "experiments/use",
                            "experiments/lab",
                            "experiments/publish",
                            "experiments/cli"),
                    shared(
                            "framework/record",
                            "files that are written whole, messages on them, and windows that share steps",
                            "framework/core",
                            "framework/evaluation",
                            "framework/sources",
                            "reports",
                            "reports/testkit",
                            "experiments/config",
                            "experiments/use",
                            "experiments/lab",
                            "experiments/publish",
                            "experiments/cli"),
                    shared(
                            "framework/data",
                            "given files, checksums and rows of several modalities",
                            "framework/core",
                            "framework/onnx",
                            "framework/sources",
                            "experiments/config",
                            "experiments/use",
                            "experiments/lab",
                            "experiments/publish",
                            "experiments/cli"),
                    shared(
                            "framework/core",
                            "the decoding of texts, lists of layers, signals of units, what a config says of a model",
                            "framework/evaluation",
                            "framework/parts",
                            "framework/onnx",
                            "framework/coding",
                            "framework/testkit/parts",
                            "experiments/config",
                            "experiments/use",
                            "experiments/lab",
                            "experiments/cli"),
                    shared(
                            "framework/evaluation",
                            "the evaluator, Markov chains as inference, codes of examples",
                            "framework/parts",
                            "framework/representation",
                            "framework/testkit/parts",
                            "experiments/config",
                            "experiments/use",
                            "experiments/lab",
                            "experiments/cli"),
                    shared(
                            "framework/parts",
                            "how a product of latent variables is written",
                            "experiments/config"),
                    shared("framework/onnx", "the export of a model", "experiments/use"),
                    shared("framework/coding", "the files of compress", "experiments/cli"),
                    shared(
                            "framework/sources",
                            "which data there are, what files are, and how HDF5 and Parquet are opened",
                            "experiments/config",
                            "experiments/use",
                            "experiments/publish",
                            "experiments/cli"),
                    shared(
                            "reports",
                            "text for pages",
                            "experiments/config",
                            "experiments/use",
                            "experiments/lab",
                            "experiments/publish",
                            "experiments/cli"),
                    shared(
                            "experiments/config",
                            "the checked config",
                            "experiments/use",
                            "experiments/lab",
                            "experiments/publish",
                            "experiments/cli"),
                    shared(
                            "experiments/use",
                            "examples in and out",
                            "experiments/lab",
                            "experiments/publish",
                            "experiments/cli"),
                    shared("experiments/lab", "runs and locks", "experiments/cli"),
                    shared("experiments/publish", "what is published", "experiments/cli"));

    /** What commands use of experiments/use beyond its API, and what for. No model is among it. */
    private static final Map<String, String> USED_BY_COMMANDS =
            Map.of(
                    "CommandText", "commands that a message tells to type",
                    "DataCache", "the progress of data that are loaded",
                    "Provenances", "a process that works for another",
                    "RawValues", "the files of compress",
                    "SystemFacts", "the machine, for doctor",
                    "UsedPlugins", "the plugins that records need");

    private static Map.Entry<String, Shared> shared(String owner, String why, String... users) {
        return Map.entry(owner, new Shared(why, Set.of(users)));
    }

    /** The modules by the names of the picture. */
    private static final Map<String, DescribedPredicate<JavaClass>> MODULES = modules();

    private static Map<String, DescribedPredicate<JavaClass>> modules() {
        Map<String, DescribedPredicate<JavaClass>> modules = new LinkedHashMap<>();
        modules.put(
                "framework/tensor",
                resideInAnyPackage(
                        "org.vaelab.framework.tensor..",
                        "org.vaelab.framework.random..",
                        "org.vaelab.framework.special..",
                        "org.vaelab.framework"));
        modules.put("framework/record", resideInAPackage("org.vaelab.framework.record.."));
        modules.put("framework/natives", resideInAPackage(NATIVES));
        modules.put("framework/nd4j", resideInAPackage(ND4J));
        modules.put("framework/torch", resideInAPackage(TORCH));
        modules.put("framework/settings", resideInAPackage("org.vaelab.framework.settings.."));
        modules.put("framework/data", resideInAPackage("org.vaelab.framework.data.."));
        modules.put(
                "framework/evaluation",
                resideInAnyPackage(
                        "org.vaelab.framework.evaluation..",
                        "org.vaelab.framework.mcmc..",
                        "org.vaelab.framework.imputation..",
                        "org.vaelab.framework.gradient.."));
        modules.put("framework/parts", resideInAPackage("org.vaelab.framework.parts.."));
        modules.put(
                "framework/representation",
                resideInAPackage("org.vaelab.framework.representation.."));
        modules.put("framework/onnx", resideInAPackage(ONNX));
        modules.put("framework/coding", resideInAPackage("org.vaelab.framework.coding.."));
        modules.put(
                "framework/sources",
                resideInAnyPackage(
                        "org.vaelab.framework.sources..", "org.vaelab.framework.tables.."));
        DescribedPredicate<JavaClass> others = resideOutsideOfPackage("org.vaelab.framework..");
        for (DescribedPredicate<JavaClass> other : modules.values()) {
            others = others.or(other);
        }
        modules.put("framework/core", not(others));
        modules.put(
                "framework/testkit/tensor",
                resideInAnyPackage(
                        "org.vaelab.testkit.tensor..", "org.vaelab.testkit.statistics.."));
        modules.put("reports/testkit", resideInAPackage("org.vaelab.testkit.reports.."));
        modules.put(
                "framework/testkit/parts",
                resideInAPackage(TESTKIT)
                        .and(not(modules.get("framework/testkit/tensor")))
                        .and(not(modules.get("reports/testkit"))));
        for (String family : families()) {
            modules.put(
                    "variants/" + family, resideInAPackage("org.vaelab.variants." + family + ".."));
        }
        modules.put("reports", resideInAPackage("org.vaelab.reports.."));
        for (String name : List.of("config", "use", "explore")) {
            modules.put(
                    "experiments/" + name,
                    resideInAPackage("org.vaelab.experiments." + name + ".."));
        }
        modules.put(
                "experiments/publish",
                resideInAnyPackage(
                        "org.vaelab.experiments.publish..", "org.vaelab.experiments.notebook.."));
        modules.put(
                "experiments/lab",
                resideInAnyPackage(
                        "org.vaelab.experiments",
                        "org.vaelab.experiments.plan..",
                        "org.vaelab.experiments.run.."));
        modules.put(
                "experiments/cli",
                resideInAnyPackage(
                        CLI,
                        "org.vaelab.experiments.scaffold..",
                        "org.vaelab.experiments.reference..",
                        "org.vaelab.experiments.cluster.."));
        return modules;
    }

    private static boolean isInternal(JavaClass type) {
        return type.isAnnotatedWith(Internal.class)
                || type.getEnclosingClass().map(ArchitectureTest::isInternal).orElse(false);
    }

    /** The families whose folders there are: one that is deleted leaves nothing to be tested. */
    private static List<String> families() {
        try (Stream<Path> folders = Files.list(ROOT.resolve("variants"))) {
            return folders.filter(folder -> Files.exists(folder.resolve("pom.xml")))
                    .map(folder -> String.valueOf(folder.getFileName()))
                    .filter(name -> !name.equals("target"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<String> moduleNames() {
        return MODULES.keySet().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("moduleNames")
    void everyModuleWasScanned(String module) {
        List<String> scanned =
                MAIN.stream()
                        .filter(MODULES.get(module))
                        .filter(type -> !type.getSimpleName().equals("package-info"))
                        .map(JavaClass::getName)
                        .toList();
        assertThat(scanned).as("main classes of %s among those scanned", module).isNotEmpty();
    }

    @Test
    void everyClassBelongsToOneModule() {
        for (JavaClass type : MAIN) {
            assertThat(MODULES.values().stream().filter(members -> members.test(type)))
                    .as("modules of %s", type.getName())
                    .hasSize(1);
        }
    }

    @Test
    void thePictureShowsTheModules() {
        assertThat(PICTURE.modules()).containsAll(MODULES.keySet());
    }

    /** The arrows of the picture are the dependencies of the poms, those of tests left out. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("moduleNames")
    void theArrowsAreThoseOfThePom(String module) {
        assertThat(PICTURE.arrowsFrom(module))
                .as("what %s depends on", module)
                .filteredOn(other -> Files.exists(ROOT.resolve(other)))
                .containsExactlyInAnyOrderElementsOf(ModulePom.of(ROOT, module).dependencies());
    }

    @Tag("full")
    @ParameterizedTest(name = "{0}")
    @MethodSource("moduleNames")
    void classesUseWhatTheirModuleDependsOn(String module) {
        DescribedPredicate<JavaClass> members = MODULES.get(module);
        DescribedPredicate<JavaClass> allowed = members;
        for (String reached : PICTURE.reachableFrom(module)) {
            if (MODULES.containsKey(reached)) {
                allowed = allowed.or(MODULES.get(reached));
            }
        }
        noClasses()
                .that(members)
                .should()
                .dependOnClassesThat(resideInAPackage("org.vaelab..").and(not(allowed)))
                .check(MAIN);
    }

    @Test
    void tensorsUseTheJdkAndJspecifyAlone() {
        DescribedPredicate<JavaClass> tensor = MODULES.get("framework/tensor");
        classes()
                .that(tensor)
                .should()
                .onlyDependOnClassesThat(tensor.or(resideInAnyPackage("java..", "org.jspecify..")))
                .check(MAIN);
    }

    /** As the Javadoc of {@link VaeLabException} says. */
    @Test
    void exceptionsThatAProgramMayCatchHaveOneBase() {
        classes()
                .that()
                .areAssignableTo(Throwable.class)
                .and()
                .arePublic()
                .should()
                .beAssignableTo(VaeLabException.class)
                .orShould()
                .beAssignableTo(IllegalArgumentException.class)
                .orShould()
                .beAssignableTo(IOException.class)
                .check(MAIN);
    }

    @Test
    void reportsUseNoTensors() {
        noClasses()
                .that(MODULES.get("reports"))
                .should()
                .dependOnClassesThat(
                        MODULES.get("framework/tensor")
                                .and(not(type(VaeLabException.class)))
                                .and(not(type(Internal.class))))
                .check(MAIN);
    }

    @Test
    void theCoreUsesNoLibraryOfAnotherModule() {
        noClasses()
                .that(MODULES.get("framework/core"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.nd4j..",
                        "org.bytedeco..",
                        "picocli..",
                        "org.tribuo..",
                        "org.knowm..",
                        "com.fasterxml.jackson.dataformat..")
                .check(MAIN);
    }

    /** Whoever opens a terminal through JLine takes its signals, and Ctrl-C with them. */
    @Test
    void noClassOpensATerminal() {
        noClasses().should().dependOnClassesThat().resideInAnyPackage("org.jline..").check(MAIN);
    }

    @Tag("full")
    @Test
    void nothingOutsideOfAFamilyImportsIt() {
        noClasses()
                .that(resideOutsideOfPackage(VARIANTS))
                .should()
                .dependOnClassesThat(resideInAPackage(VARIANTS))
                .check(MAIN);
        slices().matching("org.vaelab.variants.(*)..").should().notDependOnEachOther().check(MAIN);
    }

    /** Also in Javadoc, and in strings: a family can be deleted, and nothing speaks of it. */
    @ParameterizedTest
    @ValueSource(strings = {"tensor", "core"})
    void noSourceNamesTheDistributionOfAFamily(String module) throws IOException {
        Pattern names =
                Pattern.compile(
                        "von.?mises|power.?spherical|gumbel|diagonal.?normal|full.?normal|vector.?quanti",
                        Pattern.CASE_INSENSITIVE);
        Path sources = ROOT.resolve("framework").resolve(module).resolve("src/main");
        List<String> found = new ArrayList<>();
        int[] files = {0};
        try (Stream<Path> walk = Files.walk(sources)) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                files[0]++;
                Matcher name = names.matcher(file.getFileName() + "\n" + Files.readString(file));
                if (name.find()) {
                    found.add(file + ": " + name.group());
                }
            }
        }
        assertThat(files[0]).as("files below %s", sources).isPositive();
        assertThat(found).isEmpty();
    }

    /** A family of VaeLab has no more than one of a plugin. */
    @Test
    void familiesUseTheApiAlone() {
        noClasses()
                .that()
                .resideInAPackage(VARIANTS)
                .should()
                .dependOnClassesThat(INTERNAL.and(not(resideInAPackage(VARIANTS))))
                .check(MAIN);
    }

    @Tag("full")
    @ParameterizedTest(name = "{0}")
    @MethodSource("moduleNames")
    void modulesKeepWhatIsInternal(String module) {
        DescribedPredicate<JavaClass> members = MODULES.get(module);
        DescribedPredicate<JavaClass> kept = INTERNAL.and(members);
        Set<String> users = new TreeSet<>();
        MODULES.forEach(
                (name, others) -> {
                    if (!name.equals(module)
                            && MAIN.stream()
                                    .filter(others)
                                    .flatMap(each -> each.getDirectDependenciesFromSelf().stream())
                                    .anyMatch(use -> kept.test(use.getTargetClass()))) {
                        users.add(name);
                    }
                });
        Shared shared = SHARED.getOrDefault(module, new Shared("nothing", Set.of()));
        assertThat(users)
                .as("modules that use internal types of %s: %s", module, shared.reason())
                .isEqualTo(shared.users());
    }

    /** Whatever a command does with a model can be done from Java. */
    @Test
    void commandsUseAModelAsAProgramDoes() {
        DescribedPredicate<JavaClass> kept = INTERNAL.and(MODULES.get("experiments/use"));
        Set<String> used =
                MAIN.stream()
                        .filter(MODULES.get("experiments/cli"))
                        .flatMap(each -> each.getDirectDependenciesFromSelf().stream())
                        .map(use -> use.getTargetClass().getBaseComponentType())
                        .filter(kept)
                        .map(JavaClass::getSimpleName)
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(used)
                .as("internal types of experiments/use that commands use")
                .isEqualTo(USED_BY_COMMANDS.keySet());
        classes()
                .that()
                .areAssignableTo("org.vaelab.experiments.cli.FileCommand")
                .should()
                .dependOnClassesThat(type(Model.class))
                .check(MAIN);
    }

    /** A start without a config is made as any program could make it; texts are written as here. */
    @Test
    void aConfigIsDraftedByTheApi() {
        Set<String> used =
                MAIN.stream()
                        .filter(
                                each ->
                                        each.getFullName()
                                                .matches(".*\\.(InitCommand|ConfigDraft)(\\$.*)?"))
                        .flatMap(each -> each.getDirectDependenciesFromSelf().stream())
                        .map(use -> use.getTargetClass().getBaseComponentType())
                        .filter(INTERNAL.and(not(MODULES.get("experiments/cli"))))
                        .map(JavaClass::getSimpleName)
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(used).containsExactly("Amount", "AtomicFile", "TextTemplate", "YamlScalar");
    }

    /** Others would fail without them, and not say which jar is missing. */
    @Test
    void onlyClassesThatAskForAnOptionalJarUseIt() {
        noClasses()
                .that(
                        resideInAPackage("org.vaelab.experiments..")
                                .and(not(MODULES.get("experiments/cli")))
                                .or(MODULES.get("framework/sources")))
                .and()
                .haveNameNotMatching(".*\\.(OnnxExport|OnnxPage|DuckDb|SubwordTokenizer)(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        ONNX,
                        ND4J,
                        "org.vaelab.framework.coding..",
                        "org.vaelab.framework.representation..",
                        "org.duckdb..",
                        "ai.djl..")
                .check(MAIN);
    }

    @Test
    void onlyTensorsAndBackendsUseTheBackendInterface() {
        // A backend that cannot be opened is told to whoever asked for it. ONNX has one that writes
        // down
        // what another is asked for.
        noClasses()
                .that(
                        not(
                                resideInAnyPackage(
                                        "org.vaelab.framework.tensor..",
                                        NATIVES,
                                        ND4J,
                                        TORCH,
                                        ONNX,
                                        TESTKIT)))
                .should()
                .dependOnClassesThat(
                        resideInAPackage("org.vaelab.framework.tensor.spi..")
                                .and(not(type(BackendException.class)))
                                .and(not(assignableTo(OptimizerStep.class)))
                                .and(not(type(Update.class))))
                .check(MAIN);
    }

    @Tag("full")
    @Test
    void packagesHaveNoCircle() {
        slices().matching("org.vaelab.(**)").should().beFreeOfCycles().check(MAIN);
    }

    /** Captures wrap a backend from outside: tensors and backends do without them. */
    @Test
    void tensorsDoNotDependOnTheirCapture() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "org.vaelab.framework.tensor",
                        "org.vaelab.framework.tensor.spi..",
                        "org.vaelab.framework.tensor.autodiff..")
                .should()
                .dependOnClassesThat(resideInAPackage("org.vaelab.framework.tensor.capture.."))
                .check(MAIN);
    }

    @Test
    void onlyTheCommandLineTouchesTheStandardStreams() {
        noClasses().that(not(resideInAPackage(CLI))).should(accessStandardStreams()).check(MAIN);
    }

    /**
     * The order of {@link Map#copyOf} is another one in each process, and a run's hash would be,
     * too.
     */
    @Tag("full")
    @Test
    void settingsKeepTheOrderOfTheirMaps() {
        DescribedPredicate<JavaClass> settings =
                DescribedPredicate.describe(
                        "settings records",
                        type ->
                                type.isRecord()
                                        && Stream.of(type.reflect().getRecordComponents())
                                                .anyMatch(
                                                        of ->
                                                                of.isAnnotationPresent(
                                                                        Setting.class)));
        noClasses().that(settings).should().callMethod(Map.class, "copyOf", Map.class).check(MAIN);
    }

    @Tag("full")
    @Test
    void noTextDependsOnTheLocaleOfTheMachine() {
        noClasses()
                .should()
                .callMethod(String.class, "format", String.class, Object[].class)
                .orShould()
                .callMethod(PrintStream.class, "printf", String.class, Object[].class)
                .orShould()
                .callMethod(String.class, "toLowerCase")
                .orShould()
                .callMethod(String.class, "toUpperCase")
                .check(MAIN);
    }

    @Tag("full")
    @Test
    void randomnessComesFromKeys() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(Random.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(ThreadLocalRandom.class)
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\.util\\.(SplittableRandom|random\\..*)")
                .orShould(accessTargetWhere(target("java.lang.Math", "random")))
                .orShould(accessTargetWhere(target("java.lang.StrictMath", "random")))
                .check(MAIN);
    }

    @Test
    void everyPackageSaysWhatBelongsThere() {
        all(new PackagesWithClasses()).should(beNullMarkedInPackageInfo()).check(MAIN);
    }

    private static ArchCondition<JavaClass> accessStandardStreams() {
        return new ArchCondition<>("access System.out, System.err or printStackTrace()") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                for (JavaAccess<?> access : type.getAccessesFromSelf()) {
                    JavaClass owner = access.getTargetOwner();
                    String name = access.getTarget().getName();
                    boolean stream =
                            owner.isEquivalentTo(System.class)
                                    && (name.equals("out") || name.equals("err"));
                    boolean trace =
                            owner.isAssignableTo(Throwable.class)
                                    && name.equals("printStackTrace")
                                    && access.getTarget().getFullName().endsWith("()");
                    if (stream || trace) {
                        events.add(SimpleConditionEvent.satisfied(access, access.getDescription()));
                    }
                }
            }
        };
    }

    private static DescribedPredicate<JavaAccess<?>> target(String owner, String method) {
        return DescribedPredicate.describe(
                "target is " + owner + "." + method + "()",
                access ->
                        access.getTargetOwner().getName().equals(owner)
                                && access.getTarget().getName().equals(method));
    }

    /** The packages that hold a class of their own, whatever their subpackages hold. */
    private static final class PackagesWithClasses extends AbstractClassesTransformer<JavaPackage> {

        PackagesWithClasses() {
            super("packages with classes");
        }

        @Override
        public Iterable<JavaPackage> doTransform(JavaClasses classes) {
            return classes.stream().map(JavaClass::getPackage).distinct().toList();
        }
    }

    private static ArchCondition<JavaPackage> beNullMarkedInPackageInfo() {
        return new ArchCondition<>("have a package-info.java annotated @NullMarked") {
            @Override
            public void check(JavaPackage each, ConditionEvents events) {
                boolean marked =
                        each.tryGetPackageInfo()
                                .map(info -> info.isAnnotatedWith(NullMarked.class))
                                .orElse(false);
                events.add(
                        new SimpleConditionEvent(
                                each,
                                marked,
                                each.getName()
                                        + (marked ? " has" : " lacks")
                                        + " a package-info.java annotated @NullMarked"));
            }
        };
    }
}
