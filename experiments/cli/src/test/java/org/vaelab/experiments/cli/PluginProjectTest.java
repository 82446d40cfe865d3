// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.experiments.config.UserError;
import org.vaelab.experiments.scaffold.FrameworkJars;
import org.vaelab.experiments.scaffold.FrameworkModule;
import org.vaelab.experiments.scaffold.PluginKind;
import org.vaelab.experiments.scaffold.PluginName;
import org.vaelab.experiments.scaffold.PluginProject;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.evaluation.evaluator.Evaluator;
import org.vaelab.framework.parts.StandardModule;
import org.vaelab.framework.plugin.ClassOrigin;
import org.vaelab.framework.plugin.FrameworkVersion;
import org.vaelab.framework.record.ModelFacts;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.RunStatus;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.reports.render.ReportSection;
import org.vaelab.testkit.contract.PartSweep;
import org.vaelab.testkit.reports.SectionContract;
import org.vaelab.testkit.tensor.ReferenceBackend;
import org.vaelab.variants.adversarial.AdversarialModule;
import org.vaelab.variants.aggregate.AggregateModule;
import org.vaelab.variants.beta.BetaModule;
import org.vaelab.variants.factor.FactorModule;
import org.vaelab.variants.flow.FlowModule;
import org.vaelab.variants.gaussian.GaussianModule;
import org.vaelab.variants.grammar.GrammarModule;
import org.vaelab.variants.gumbel.GumbelModule;
import org.vaelab.variants.hyperbolic.HyperbolicModule;
import org.vaelab.variants.mixture.MixtureModule;
import org.vaelab.variants.multimodal.MultimodalModule;
import org.vaelab.variants.series.SeriesModule;
import org.vaelab.variants.simplex.SimplexModule;
import org.vaelab.variants.sparse.SparseModule;
import org.vaelab.variants.topdown.TopDownModule;
import org.vaelab.variants.vmf.VonMisesFisherModule;
import org.vaelab.variants.vq.VectorQuantisedModule;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** The project that {@code vaelab new} writes, from its name to a run's record. */
final class PluginProjectTest {

    private static final String SERVICE =
            "META-INF/services/org.vaelab.framework.plugin.VaeLabModule";

    private static final String METRIC =
            """
            package org.example.metric;
            import org.vaelab.framework.record.Estimate;
            import org.vaelab.framework.record.EstimateKind;
            import org.vaelab.framework.evaluation.Measurement;
            import org.vaelab.framework.evaluation.Metric;
            import org.vaelab.framework.evaluation.MetricContext;
            @org.vaelab.framework.settings.Part("%s")
            public final class Count implements Metric {
                @Override public Measurement.Measured measure(MetricContext subject) {
                    int n = subject.test().size();
                    return new Measurement.Measured(
                            Estimate.withoutError(n, "1", EstimateKind.NOT_A_LIKELIHOOD, 0), n);
                }
            }
            """;

    private static final String METRIC_MODULE =
            """
            package org.example.metric;
            public final class Plugin extends org.vaelab.framework.plugin.VaeLabModule {
                @Override
                protected void announce() {
                    part(Count.class);
                }
            }
            """;

    /**
     * Holds what several tests read: two projects, the jars of a plugin and a metric, and their
     * runs.
     */
    @TempDir private static Path shared;

    private static Path laplace;
    private static Path skewLaplace;
    private static Path jar;
    private static Path metric;
    private static Path trained;

    @TempDir Path temporary;

    private final Terminal terminal = new Terminal();

    @BeforeAll
    static void create() throws IOException {
        laplace = project(shared, "laplace");
        metric = metricJar(shared, "count");
    }

    static FrameworkJars classesOfTheTests() {
        Map<FrameworkModule, Class<?>> types =
                Map.ofEntries(
                        Map.entry(FrameworkModule.TENSOR, TensorRuntime.class),
                        Map.entry(FrameworkModule.RECORD, RunRecord.class),
                        Map.entry(FrameworkModule.SETTINGS, Part.class),
                        Map.entry(FrameworkModule.DATA, Dataset.class),
                        Map.entry(FrameworkModule.CORE, FrameworkVersion.class),
                        Map.entry(FrameworkModule.EVALUATION, Evaluator.class),
                        Map.entry(FrameworkModule.PARTS, StandardModule.class),
                        Map.entry(FrameworkModule.TESTKIT_TENSOR, ReferenceBackend.class),
                        Map.entry(FrameworkModule.TESTKIT, PartSweep.class),
                        Map.entry(FrameworkModule.REPORTS, ReportSection.class),
                        Map.entry(FrameworkModule.TESTKIT_REPORTS, SectionContract.class),
                        Map.entry(FrameworkModule.GAUSSIAN, GaussianModule.class),
                        Map.entry(FrameworkModule.VMF, VonMisesFisherModule.class),
                        Map.entry(FrameworkModule.GUMBEL, GumbelModule.class),
                        Map.entry(FrameworkModule.VQ, VectorQuantisedModule.class),
                        Map.entry(FrameworkModule.HYPERBOLIC, HyperbolicModule.class),
                        Map.entry(FrameworkModule.SIMPLEX, SimplexModule.class),
                        Map.entry(FrameworkModule.SPARSE, SparseModule.class),
                        Map.entry(FrameworkModule.BETA, BetaModule.class),
                        Map.entry(FrameworkModule.ADVERSARIAL, AdversarialModule.class),
                        Map.entry(FrameworkModule.AGGREGATE, AggregateModule.class),
                        Map.entry(FrameworkModule.FACTOR, FactorModule.class),
                        Map.entry(FrameworkModule.MIXTURE, MixtureModule.class),
                        Map.entry(FrameworkModule.MULTIMODAL, MultimodalModule.class),
                        Map.entry(FrameworkModule.FLOW, FlowModule.class),
                        Map.entry(FrameworkModule.TOPDOWN, TopDownModule.class),
                        Map.entry(FrameworkModule.GRAMMAR, GrammarModule.class),
                        Map.entry(FrameworkModule.SERIES, SeriesModule.class));
        return FrameworkJars.of(module -> ClassOrigin.file(types.get(module)).orElseThrow());
    }

    private static FrameworkJars with(FrameworkModule other, Path path) {
        Map<FrameworkModule, Path> paths = classesOfTheTests().paths();
        return FrameworkJars.of(module -> module == other ? path : paths.get(module));
    }

    private static Path project(Path folder, String name) throws IOException {
        PluginProject project = new PluginProject(folder.resolve(name));
        project.create(PluginName.of(name), PluginKind.POSTERIOR, classesOfTheTests());
        return project.folder();
    }

    private static List<Path> files(Path folder, String ending) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(file -> file.toString().endsWith(ending)).sorted().toList();
        }
    }

    /** Compiles main and test sources, with every lint an error. */
    private static Path jar(Path project, Path folder) throws IOException {
        JarOf made = new JarOf();
        for (Path source : files(project.resolve("src/main/java"), ".java")) {
            made.source(Files.readString(source));
        }
        for (Path test : files(project.resolve("src/test/java"), ".java")) {
            made.absentSource(Files.readString(test));
        }
        Path service = project.resolve("src/main/resources").resolve(SERVICE);
        return made.resource(SERVICE, Files.readString(service))
                .builtAgainst(FrameworkVersion.current().text())
                .write(folder.resolve("skew-laplace-0.1.0.jar"));
    }

    private static Path metricJar(Path folder, String name) throws IOException {
        return new JarOf()
                .module("org.example.metric.Plugin")
                .source(METRIC.formatted(name))
                .source(METRIC_MODULE)
                .write(folder.resolve("metric.jar"));
    }

    private static Trained trained() throws IOException {
        if (trained == null) {
            skewLaplace = project(shared, "skew-laplace");
            jar = jar(skewLaplace, shared);
            trained = shared.resolve("out");
            Terminal first = new Terminal();
            compare(first, trained, jar);
            assertThat(first.err()).doesNotContain("another build");
        }
        return new Trained(skewLaplace.resolve("configs/skew-laplace.yaml"), trained);
    }

    private static void compare(Terminal terminal, Path folder, Path jar) throws IOException {
        String[] command = {
            "compare",
            trained().config().toString(),
            "--out",
            folder.toString(),
            "--plugin",
            jar.toString(),
            "--plugin",
            metric.toString(),
            "--set",
            "data.train=200",
            "--set",
            "data.test=50",
            "--set",
            "training.steps=5",
            "--set",
            "evaluation.metrics=[activeUnits, count]"
        };
        assertThat(terminal.vaelab(command)).as("%s", terminal).isZero();
    }

    @Test
    @Tag("full")
    void fromANameToARecord() throws IOException {
        RunRecord record = trained().record("skew-laplace");
        assertThat(record.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(record.variant()).isEqualTo("skew-laplace");
        assertThat(record.metrics().get("elbo").value()).isFinite();
        assertThat(record.metrics().get("count").value()).isEqualTo(50);
        ModelFacts facts = record.provenance().facts();
        assertThat(facts.parts())
                .containsEntry("posterior", "skew-laplace")
                .containsEntry("prior", "standard-normal");
        assertThat(facts.evaluation().kl()).isEqualTo("analytic");
        assertThat(facts.training().gradient()).isEqualTo("exact pathwise");
        assertThat(facts.plugins())
                .hasEntrySatisfying(
                        "skew-laplace-0.1.0.jar",
                        checksum -> assertThat(checksum).matches("sha256:[0-9a-f]{64}"))
                .containsKey("metric.jar");
        assertThat(trained().record("gaussian").provenance().plugins())
                .containsOnlyKeys("metric.jar");
        assertThat(trained.resolve("report/report.md"))
                .content()
                .contains("skew-laplace-0.1.0.jar");
    }

    @Test
    @Tag("full")
    void aRunOfAPluginWantsItsPlugin() throws IOException {
        String run = trained().run("skew-laplace").toString();
        Path renamed = Files.copy(jar, temporary.resolve("renamed.jar"));
        List<String> plugins =
                List.of("--plugin", renamed.toString(), "--plugin", metric.toString());
        for (String command : List.of("evaluate", "encode", "reconstruct", "sample", "reproduce")) {
            assertThat(terminal.vaelab(command, run)).as(command).isEqualTo(2);
            assertThat(terminal.err())
                    .contains(
                            run
                                    + ": made with the plugin skew-laplace-0.1.0.jar, which is not"
                                    + " given",
                            "add --plugin <path of skew-laplace-0.1.0.jar>; it had sha256:");
            List<String> line = new ArrayList<>(List.of(command, run));
            line.addAll(plugins);
            if (command.equals("reconstruct") || command.equals("sample")) {
                line.addAll(List.of("--out", temporary.resolve("images.png").toString()));
            }
            int code = terminal.vaelab(line.toArray(String[]::new));
            assertThat(code)
                    .as("%s: %s", command, terminal)
                    .isEqualTo(command.equals("reproduce") ? 1 : 0);
        }
        // Trained again from the same bytes under another name: that alone is told.
        assertThat(terminal.out())
                .contains("provenance.facts.plugins.renamed.jar")
                .doesNotContain("metrics.");
    }

    @Test
    @Tag("full")
    void anotherBuildOfAPluginIsWarnedOf() throws IOException {
        Trained copy = trained().copy(temporary.resolve("out"));
        Path other = Files.copy(jar, temporary.resolve(jar.getFileName()));
        try (FileSystem files = FileSystems.newFileSystem(other)) {
            Files.writeString(files.getPath(SERVICE), "# new\n", APPEND);
        }
        String run = copy.run("skew-laplace").toString();
        String[] command = {
            "evaluate", run, "--plugin", other.toString(), "--plugin", metric.toString()
        };
        assertThat(terminal.vaelab(command)).as("%s", terminal).isZero();
        assertThat(terminal.err())
                .contains(run + ": made with another build of the plugin skew-laplace-0.1.0.jar: ");

        compare(terminal, copy.folder(), other);
        assertThat(terminal.err())
                .contains(
                        Path.of(run).getFileName()
                                + ": made with another build of the plugin"
                                + " skew-laplace-0.1.0.jar: ");
    }

    @Tag("full")
    @Test
    void metricsOfAPluginAreListedAndCollideLoudly() throws IOException {
        assertThat(terminal.vaelab("list", "metrics", "--plugin", metric.toString())).isZero();
        assertThat(terminal.out())
                .containsPattern("count +.*org.example.metric.Plugin \\(metric.jar\\)")
                .containsPattern(
                        "activeUnits +.*org.vaelab.framework.evaluation.evaluator.EvaluationModule \\(");
        for (String taken : List.of("activeUnits", "elbo")) {
            Path other = metricJar(temporary, taken);
            assertThat(terminal.vaelab("list", "metrics", "--plugin", other.toString()))
                    .isEqualTo(2);
            assertThat(terminal.err())
                    .contains(
                            "metric '" + taken + "' is announced twice: by",
                            "org.vaelab.framework.evaluation.evaluator.EvaluationModule (",
                            " and by org.example.metric.Plugin (metric.jar)");
        }
    }

    @Test
    void theRepositoryHoldsWhatThePomNames() throws IOException {
        String parent = Files.readString(laplace.resolve("lib/plugin.pom"));
        for (FrameworkModule module : FrameworkModule.withJar()) {
            Path published = published(module, ".jar");
            String version = published.getParent().getFileName().toString();
            assertThat(version)
                    .matches(FrameworkVersion.current() + "-[0-9a-f]{10}")
                    .doesNotEndWith("SNAPSHOT");
            assertThat(parent)
                    .containsPattern(
                            "<artifactId>%s</artifactId>\\s*<version>%s</version>"
                                    .formatted(module.artifact(), Pattern.quote(version)));
            String name = published.getFileName().toString();
            assertThat(published.resolveSibling(name + ".sha1")).isNotEmptyFile();
            Path sources = published(module, "-sources.jar");
            assertThat(sources.getFileName().toString())
                    .isEqualTo(name.replace(".jar", "-sources.jar"));
            assertThat(sources.resolveSibling(sources.getFileName() + ".sha1")).isNotEmptyFile();
            Path description = published.resolveSibling(name.replace(".jar", ".pom"));
            assertThat(description).content().contains(version).doesNotContain("{{", "${");
        }
        assertThat(Files.isExecutable(laplace.resolve("mvnw"))).isTrue();
        for (Path file : files(laplace, "")) {
            if (Files.isRegularFile(file) && !file.startsWith(laplace.resolve("lib"))) {
                assertThat(file).content().doesNotContain("{{");
            }
        }
    }

    @Test
    void theProjectDependsOnWhatPluginsNeed() throws Exception {
        assertThat(dependencies(laplace.resolve("lib/plugin.pom")))
                .contains("vaelab-core", "vaelab-evaluation", "vaelab-reports", "vaelab-vmf");
        assertThat(dependencies(laplace.resolve("pom.xml"))).isEmpty();
    }

    /** A test of a plugin may name any family. */
    @Test
    void theProjectHasAllFamilies() throws IOException {
        Path families = published(FrameworkModule.FAMILIES, ".pom");
        String version = families.getParent().getFileName().toString();
        assertThat(laplace.resolve("lib/plugin.pom"))
                .content()
                .contains("<version>" + version + "</", "<artifactId>vaelab-families</artifactId>");
        assertThat(families).content().contains("<packaging>pom</packaging>");
        Path variants = Path.of(System.getProperty("vaelab.root"), "variants");
        try (Stream<Path> folders = Files.list(variants)) {
            for (Path folder : folders.filter(f -> Files.exists(f.resolve("pom.xml"))).toList()) {
                assertThat(families)
                        .content()
                        .contains("<artifactId>vaelab-" + folder.getFileName() + "</artifactId>");
            }
        }
    }

    /** The one file of a module in the repository of the project. */
    private static Path published(FrameworkModule module, String ending) throws IOException {
        Path folder = laplace.resolve("lib/repository/org/vaelab").resolve(module.artifact());
        List<Path> files =
                files(folder, ending).stream()
                        .filter(
                                file ->
                                        ending.contains("-")
                                                || !file.toString().contains("-sources"))
                        .toList();
        assertThat(files).hasSize(1);
        return files.get(0);
    }

    /** An editor finds the source of a class beside its jar, at the path of its package. */
    @Test
    void theRepositoryHasTheSources() throws IOException {
        Map<FrameworkModule, String> sources =
                Map.of(
                        FrameworkModule.CORE,
                        "org/vaelab/framework/posterior/Posterior.java",
                        FrameworkModule.TESTKIT,
                        "org/vaelab/testkit/contract/PosteriorContract.java");
        for (Map.Entry<FrameworkModule, String> source : sources.entrySet()) {
            Path published = published(source.getKey(), "-sources.jar");
            try (FileSystem files = FileSystems.newFileSystem(published)) {
                assertThat(files.getPath(source.getValue())).content().contains("package ");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "TENSOR,framework/tensor",
        "RECORD,framework/record",
        "SETTINGS,framework/settings",
        "DATA,framework/data",
        "CORE,framework/core",
        "EVALUATION,framework/evaluation",
        "TESTKIT_TENSOR,framework/testkit/tensor",
        "TESTKIT,framework/testkit/parts",
        "REPORTS,reports",
        "TESTKIT_REPORTS,reports/testkit",
        "GAUSSIAN,variants/gaussian",
        "VMF,variants/vmf",
        "GUMBEL,variants/gumbel",
        "VQ,variants/vq",
        "HYPERBOLIC,variants/hyperbolic",
        "SIMPLEX,variants/simplex",
        "SPARSE,variants/sparse",
        "BETA,variants/beta",
        "AGGREGATE,variants/aggregate",
        "ADVERSARIAL,variants/adversarial",
        "FACTOR,variants/factor",
        "MIXTURE,variants/mixture",
        "FLOW,variants/flow",
        "TOPDOWN,variants/topdown",
        "GRAMMAR,variants/grammar"
    })
    void thePomsOfTheRepositoryNameTheDependenciesOfTheModules(
            FrameworkModule module, String folder) throws Exception {
        Path own = Path.of(System.getProperty("vaelab.root"), folder, "pom.xml");
        Path published = published(module, ".pom");
        Set<String> expected = dependencies(own);
        if (module == FrameworkModule.CORE) {
            // Above what Guice asks for, as the root pom says.
            expected.add("guava");
        }
        assertThat(dependencies(published)).isEqualTo(expected).isNotEmpty();
    }

    /** The artifacts that a pom needs beside its own tests. */
    private static Set<String> dependencies(Path pom) throws Exception {
        NodeList found =
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(pom.toFile())
                        .getElementsByTagName("dependency");
        Set<String> artifacts = new TreeSet<>();
        for (int i = 0; i < found.getLength(); i++) {
            Element dependency = (Element) found.item(i);
            Node scope = dependency.getElementsByTagName("scope").item(0);
            if (scope == null || !scope.getTextContent().equals("test")) {
                artifacts.add(
                        dependency.getElementsByTagName("artifactId").item(0).getTextContent());
            }
        }
        return artifacts;
    }

    @Test
    @Tag("full")
    void aFolderThatHoldsSomethingIsLeftAlone() throws IOException {
        Path folder = Files.createDirectory(temporary.resolve("laplace"));
        Path mine = Files.writeString(folder.resolve("mine.txt"), "mine");
        assertThatThrownBy(() -> project(temporary, "laplace"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("is there already and not empty; nothing was written");
        assertThat(files(temporary, "")).containsExactly(temporary, folder, mine);
        Files.delete(mine);
        assertThat(project(temporary, "laplace").resolve("pom.xml")).isNotEmptyFile();
    }

    @Test
    void whatCannotBeWrittenWholeIsNotWritten() {
        FrameworkJars absent = with(FrameworkModule.TESTKIT, temporary.resolve("no.jar"));
        PluginProject project = new PluginProject(temporary.resolve("laplace"));
        assertThatThrownBy(
                        () ->
                                project.create(
                                        PluginName.of("laplace"), PluginKind.POSTERIOR, absent))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no.jar");
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    @Tag("full")
    void anUpdateBringsTheJarsOfThisFramework() throws IOException {
        Path project = project(temporary, "laplace");
        Path pom = project.resolve("lib/plugin.pom");
        String original = Files.readString(pom);
        Path testkit = classesOfTheTests().paths().get(FrameworkModule.TESTKIT);
        FrameworkJars other = with(FrameworkModule.TENSOR, testkit);
        new PluginProject(project).update(other);
        assertThat(pom).content().isNotEqualTo(original);
        // With its sources.
        assertThat(files(project.resolve("lib"), ".jar"))
                .hasSize(2 * FrameworkModule.withJar().size());
        new PluginProject(project).update(classesOfTheTests());
        assertThat(pom).content().isEqualTo(original);
        // With its sources.
        assertThat(files(project.resolve("lib"), ".jar"))
                .hasSize(2 * FrameworkModule.withJar().size());

        assertThatThrownBy(() -> new PluginProject(temporary).update(other))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("is no project of 'vaelab new'");
    }

    @ParameterizedTest
    @CsvSource({
        "SkewNormal,'SkewNormal' cannot be the name of a part; did you mean 'skew-normal'?",
        "skew_normal,'skew_normal' cannot be the name of a part; did you mean 'skew-normal'?",
        "-x,'-x' cannot be the name of a part; did you mean 'x'?",
        "1d,'1d' cannot be the name of a part; did you mean 'd'?",
        "a--b,'a--b' cannot be the name of a part; did you mean 'a-b'?",
        "new,'org.example.new' cannot be the name of a Java package",
        "posterior,'posterior' would give classes the names of VaeLab's own",
        "gaussian,there is a variant 'gaussian' already: org.vaelab.variants.gaussian.GaussianModule (",
        "diagonal-normal,there is a posterior 'diagonal-normal' already: org.vaelab.variants"
    })
    void aNameThatCannotBeIsRefused(String name, String message) throws IOException {
        Path folder = temporary.resolve("project");
        assertThat(terminal.vaelab("new", "--dir", folder.toString(), "--", name)).isEqualTo(2);
        // The last two are known only when plugins are loaded, the others before.
        assertThat(terminal.err()).startsWith("error: " + message);
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void badUsageOfNew() {
        assertThat(terminal.vaelab("new")).isEqualTo(2);
        assertThat(terminal.err()).contains("NAME is missing");
        assertThat(terminal.vaelab("new", "laplace", "--update", temporary.toString()))
                .isEqualTo(2);
        assertThat(terminal.err()).contains("--update takes no NAME");
        assertThat(terminal.vaelab("new", "laplace", "--package", "org.vaelab.mine")).isEqualTo(2);
        assertThat(terminal.err()).contains("is VaeLab's own");
        assertThat(terminal.vaelab("new", "laplace", "--kind", "prio")).isEqualTo(2);
        assertThat(terminal.err())
                .contains(
                        "there is no kind of plugin 'prio'\n    did you mean 'prior'?",
                        "Allowed here: posterior, space, prior, likelihood, estimator, regularizer,");
        assertThat(terminal.vaelab("new", "elbo", "--kind", "metric")).isEqualTo(2);
        assertThat(terminal.err()).contains("there is a metric 'elbo' already: org.vaelab.");
        assertThat(Path.of("laplace")).doesNotExist();
    }
}
