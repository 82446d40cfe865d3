// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.plugin.FrameworkVersion;
import org.vaelab.framework.record.AbsentMetric;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.RunStatus;

/** What is said of plugins that cannot be used, with real jars: each time the jar is named. */
final class BrokenPluginsTest {

    private static final String MODULE =
            """
            package org.example;
            public final class Plugin extends org.vaelab.framework.plugin.VaeLabModule {
                @Override
                protected void announce() {
                    %s
                }
            }
            """;

    private static final String PART =
            """
            package org.example;
            import org.vaelab.framework.component.PartContext;
            import org.vaelab.framework.likelihood.Likelihood;
            import org.vaelab.framework.parts.likelihood.Bernoulli;
            import org.vaelab.framework.likelihood.LikelihoodPart;
            import org.vaelab.framework.settings.Part;
            @Part(value = "mine", description = "mine")
            public record Mine(%s) implements LikelihoodPart {
                @Override public Likelihood create(PartContext context) {
                    %s
                    return new Bernoulli();
                }
            }
            """;

    private static final String ANNOUNCE = "part(Mine.class);";

    @TempDir Path temporary;

    private final Terminal terminal = new Terminal();

    private static JarOf plugin(String settings, String create) {
        return new JarOf()
                .module("org.example.Plugin")
                .source(MODULE.formatted(ANNOUNCE))
                .source(PART.formatted(settings, create));
    }

    private Path jar(JarOf jar) throws IOException {
        return jar.write(temporary.resolve("mine.jar"));
    }

    private void assertListRefuses(Path jar, String... texts) {
        assertThat(terminal.vaelab("list", "likelihoods", "--plugin", jar.toString())).isEqualTo(2);
        assertThat(terminal.err()).startsWith("error: ").contains(texts).contains("mine.jar");
        assertThat(terminal.out()).isEmpty();
    }

    private int compare(Path jar, String likelihood) throws IOException {
        return compare(jar, likelihood, "[]");
    }

    private int compare(Path jar, String likelihood, String metrics) throws IOException {
        Path config =
                Files.writeString(
                        temporary.resolve("config.yaml"),
                        """
                        data: {source: sprites, size: 16, train: 100, test: 20}
                        network: {hidden: [4]}
                        training: {steps: 3, batch: 10}
                        evaluation: {importanceSamples: 2, metrics: %s}
                        report: {formats: [markdown]}
                        models:
                          m: {variant: gaussian, latent: 2, likelihood: %s}
                        """
                                .formatted(metrics, likelihood));
        Path folder = temporary.resolve("out");
        return terminal.vaelab(
                "compare",
                config.toString(),
                "--out",
                folder.toString(),
                "--plugin",
                jar.toString());
    }

    private void assertCompareRefuses(Path jar, String likelihood, String... texts)
            throws IOException {
        assertThat(compare(jar, likelihood)).as("%s", terminal).isEqualTo(2);
        assertThat(terminal.err()).startsWith("error: ").contains(texts).contains("mine.jar");
        assertThat(temporary.resolve("out")).doesNotExist();
    }

    @Tag("full")
    @Test
    void aSoundOneIsListedWithItsJarAndUsed() throws IOException {
        Path jar = jar(plugin("", ""));
        assertThat(terminal.vaelab("list", "likelihoods", "--plugin", jar.toString())).isZero();
        assertThat(terminal.out()).containsPattern("mine +mine +org.example.Plugin \\(mine.jar\\)");
        assertThat(compare(jar, "mine")).as("%s", terminal).isZero();
    }

    @Test
    void aFolder() {
        Path folder = temporary.resolve("mine.jar");
        assertThat(folder.toFile().mkdir()).isTrue();
        assertListRefuses(folder, "--plugin ", ": a folder, not a jar");
    }

    @Test
    void aJarWithoutModule() throws IOException {
        assertListRefuses(
                jar(new JarOf().resource("readme.txt", "hello")),
                "the jar announces no parts: it has no META-INF/services/",
                "Class-Path");
    }

    @Test
    void aModuleThatIsNotInTheJar() throws IOException {
        assertListRefuses(
                jar(new JarOf().module("org.example.Absent # a comment")),
                "its module org.example.Absent is not in the jar");
    }

    @Test
    void aModuleThatIsNone() throws IOException {
        assertListRefuses(
                jar(
                        new JarOf()
                                .module("org.example.Plugin")
                                .source("package org.example;\npublic class Plugin {}\n")),
                "its module org.example.Plugin is no VaeLabModule");
    }

    @Test
    void aModuleThatIsTheFrameworksOwn() throws IOException {
        assertListRefuses(
                jar(new JarOf().module("org.vaelab.framework.parts.StandardModule")),
                "its module org.vaelab.framework.parts.StandardModule was found elsewhere first: ");
    }

    @Test
    void aModuleWithoutAConstructor() throws IOException {
        String module = MODULE.formatted("").replace("@Override", "private Plugin() {}\n@Override");
        assertListRefuses(
                jar(new JarOf().module("org.example.Plugin").source(module)),
                "its module org.example.Plugin is no public class with a constructor without");
    }

    @Test
    void aModuleWhoseConstructorThrows() throws IOException {
        String throwing = "public Plugin() { throw new IllegalStateException(\"no licence\"); }\n";
        String module = MODULE.formatted("").replace("@Override", throwing + "@Override");
        assertListRefuses(
                jar(new JarOf().module("org.example.Plugin").source(module)),
                "org.example.Plugin cannot be created: java.lang.IllegalStateException: no licence");
    }

    @Test
    void aMissingClass() throws IOException {
        assertListRefuses(
                jar(
                        new JarOf()
                                .module("org.example.Plugin")
                                .source(MODULE.formatted(ANNOUNCE))
                                .absentSource(PART.formatted("", ""))),
                "module org.example.Plugin (mine.jar) cannot announce its parts: ",
                "NoClassDefFoundError: org/example/Mine",
                "there is no class org.example.Mine: a library of the plugin is missing, or the jar");
    }

    @Test
    void aNameThatIsTaken() throws IOException {
        assertListRefuses(
                jar(
                        new JarOf()
                                .module("org.example.Plugin")
                                .source(MODULE.formatted(ANNOUNCE))
                                .source(
                                        PART.formatted("", "")
                                                .replace("\"mine\",", "\"bernoulli\","))),
                "likelihood 'bernoulli' is announced twice: by ",
                "org.vaelab.framework.parts.StandardModule (",
                " and by org.example.Plugin (mine.jar)",
                "given: --plugin ");
    }

    @Test
    void twoBuildsOfOnePlugin() throws IOException {
        Path first = jar(plugin("", ""));
        Path second = Files.copy(first, temporary.resolve("other.jar"));
        String[] both = {"list", "--plugin", first.toString(), "--plugin", second.toString()};
        assertThat(terminal.vaelab(both)).isEqualTo(2);
        assertThat(terminal.err())
                .contains(
                        second
                                + ": its module org.example.Plugin was found elsewhere first:"
                                + " org.example.Plugin (mine.jar)");
    }

    @Test
    void twoJarsOfOneName() throws IOException {
        Path first = jar(plugin("", ""));
        Path folder = Files.createDirectory(temporary.resolve("copy"));
        Path second = Files.copy(first, folder.resolve("mine.jar"));
        String[] both = {"list", "--plugin", first.toString(), "--plugin", second.toString()};
        assertThat(terminal.vaelab(both)).isEqualTo(2);
        assertThat(terminal.err())
                .contains("a plugin of this file name is given already: " + first);
    }

    @Test
    void anotherVersionOfTheFramework() throws IOException {
        assertListRefuses(
                jar(plugin("", "").builtAgainst("99.1.0-abc")),
                "it was built against VaeLab 99.1.0-abc, this is VaeLab "
                        + FrameworkVersion.current(),
                "build it again against this one");
    }

    @Test
    void aJarWithoutVersionIsWarnedOf() throws IOException {
        Path jar = jar(plugin("", "").withoutVersion());
        assertThat(terminal.vaelab("list", "likelihoods", "--plugin", jar.toString())).isZero();
        assertThat(terminal.err())
                .startsWith("warning: " + jar + ": its manifest has no VaeLab-Version; ")
                .contains("sets it in its pom.xml");
    }

    @Test
    @Tag("full")
    void aPaperWithoutAnEntry() throws IOException {
        String citing =
                PART.formatted("", "")
                        .replace("@Part(", "@org.vaelab.framework.settings.Cites(\"%s\")\n@Part(");
        assertListRefuses(
                jar(
                        new JarOf()
                                .module("org.example.Plugin")
                                .source(MODULE.formatted(ANNOUNCE))
                                .source(citing.formatted("kingma2041"))),
                "org.example.Mine (mine.jar) cites 'kingma2041', which no META-INF/vaelab/papers.bib"
                        + " has",
                "did you mean 'kingma2014'? Else add its BibTeX entry to"
                        + " src/main/resources/META-INF/vaelab/papers.bib");
        Path jar =
                jar(
                        new JarOf()
                                .module("org.example.Plugin")
                                .source(MODULE.formatted(ANNOUNCE))
                                .source(citing.formatted("mine2026"))
                                .resource(
                                        "META-INF/vaelab/papers.bib",
                                        "@misc{mine2026,\n  title = {Mine},\n}\n"));
        assertThat(terminal.vaelab("list", "likelihoods", "--plugin", jar.toString()))
                .as("%s", terminal)
                .isZero();
    }

    @Test
    void aVersionThatIsNone() throws IOException {
        assertListRefuses(
                jar(plugin("", "").builtAgainst("newest")),
                "VaeLab-Version of its manifest: 'newest' is no version, expected one such as 0.1.0");
    }

    @Test
    @Tag("full")
    void aPartWhoseConstructorThrows() throws IOException {
        String metric =
                METRIC.replaceFirst(
                        "@Override",
                        "public Broken() { throw new IllegalStateException(\"no table\"); }"
                                + "\n@Override");
        assertListRefuses(
                jar(
                        new JarOf()
                                .module("org.example.Plugin")
                                .source(MODULE.formatted("part(Broken.class);"))
                                .source(metric)),
                "plugin mine.jar cannot be used: ",
                "no table");
    }

    @Test
    void aMethodThatIsNoMore() throws IOException {
        Path jar =
                jar(
                        plugin("", "org.vaelab.framework.plugin.FrameworkVersion.gone();")
                                .absentSource(
                                        """
                                        package org.vaelab.framework.plugin;
                                        public final class FrameworkVersion {
                                            private FrameworkVersion() {}
                                            public static void gone() {}
                                        }
                                        """)
                                .builtAgainst("0.1.7"));
        assertCompareRefuses(
                jar,
                "mine",
                "plugin mine.jar failed when the model 'm' was tried: java.lang.NoSuchMethodError",
                "it was built against VaeLab 0.1.7, this is VaeLab " + FrameworkVersion.current());
    }

    @Test
    void aMethodThatIsNew() throws IOException {
        String without = PART.formatted("", "").replaceFirst("(?s)@Override.*return.*?}\n", "");
        Path jar =
                jar(
                        new JarOf()
                                .module("org.example.Plugin")
                                .source(MODULE.formatted(ANNOUNCE))
                                .source(without)
                                .absentSource(
                                        """
                                        package org.vaelab.framework.likelihood;
                                        import org.vaelab.framework.component.PartContext;
                                        import org.vaelab.framework.settings.PartSettings;
                                        public interface LikelihoodPart
                                                extends PartSettings<Likelihood, PartContext> {
                                            @Override default Likelihood create(PartContext c) {
                                                return null;
                                            }
                                        }
                                        """));
        assertCompareRefuses(
                jar,
                "mine",
                "plugin mine.jar failed when the model 'm' was tried: java.lang.AbstractMethodError",
                "it was built against VaeLab ");
    }

    @Test
    @Tag("full")
    void aPartThatThrowsWhenItIsMade() throws IOException {
        assertCompareRefuses(
                jar(plugin("", "java.util.List.of().get(0);")),
                "mine",
                "plugin mine.jar failed when the model 'm' was tried: ",
                "ArrayIndexOutOfBoundsException");
    }

    @Test
    @Tag("full")
    void aPartThatOverflowsTheStackWhenItIsMade() throws IOException {
        assertCompareRefuses(
                jar(plugin("", "if (true) throw new StackOverflowError();")),
                "mine",
                "plugin mine.jar failed when the model 'm' was tried: java.lang.StackOverflowError");
    }

    /** Whatever it throws, it fails its run, and the report is written. */
    @Test
    @Tag("full")
    void aPartThatThrowsAnErrorInARun() throws IOException {
        String inARun =
                "if (StackWalker.getInstance().<Boolean>walk("
                        + "s -> s.anyMatch(f -> f.getClassName().contains(\"RunExecution\"))))"
                        + " throw new AssertionError(\"not mine\");";
        assertThat(compare(jar(plugin("", inARun)), "mine")).isEqualTo(1);
        assertThat(terminal.err())
                .contains("FAILED: plugin mine.jar failed in run m-1-", "AssertionError: not mine")
                .contains("error: 1 of 1 runs failed");
        assertThat(temporary.resolve("out/report/report.md")).exists();
    }

    private static final String METRIC =
            """
            package org.example;
            import org.vaelab.framework.evaluation.Measurement;
            import org.vaelab.framework.evaluation.Metric;
            import org.vaelab.framework.evaluation.MetricContext;
            @org.vaelab.framework.settings.Part("broken")
            public final class Broken implements Metric {
                @Override public Measurement.Measured measure(MetricContext subject) {
                    int[] counts = new int[3];
                    counts[-1]++;
                    throw new org.vaelab.framework.evaluation.UndefinedMetricException("never");
                }
            }
            """;

    /**
     * The run is completed with the other numbers, and the report, the terminal and the record say
     * why.
     */
    @Test
    @Tag("full")
    void aMetricThatThrowsCostsItsOwnNumberAlone() throws IOException {
        Path jar =
                jar(
                        new JarOf()
                                .module("org.example.Plugin")
                                .source(MODULE.formatted("part(Broken.class);"))
                                .source(METRIC));
        String reason =
                "failed: plugin mine.jar failed in metric 'broken':"
                        + " java.lang.ArrayIndexOutOfBoundsException: Index -1 out of bounds for"
                        + " length 3";
        assertThat(compare(jar, "bernoulli", "[broken, activeUnits]"))
                .as("%s", terminal)
                .isEqualTo(ExitCode.FAILED);
        String failed =
                "error: metric 'broken' of model 'm' failed: "
                        + reason.substring("failed: ".length())
                        + " (seed 1)";
        assertThat(terminal.err()).contains(failed);
        assertThat(terminal.out()).contains("broken is absent: " + reason + " (m)");
        RunFolder run = new RunFolder(onlyRun());
        RunRecord record = run.readResult();
        assertThat(record.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(record.metrics()).containsKeys("elbo", "logLikelihood", "activeUnits");
        assertThat(record.provenance().absentMetrics())
                .containsEntry("broken", AbsentMetric.parse(reason));
        assertThat(temporary.resolve("out/report/report.md"))
                .content()
                .contains("broken: " + reason);
        String folder = run.path().toString();
        assertThat(terminal.vaelab("evaluate", folder, "--plugin", jar.toString()))
                .as("%s", terminal)
                .isEqualTo(ExitCode.FAILED);
        assertThat(terminal.err()).contains(failed);
        assertThat(terminal.out()).contains("elbo ", "broken is absent: " + reason);
        String whole = temporary.resolve("out").toString();
        assertThat(
                        terminal.vaelab(
                                "evaluate",
                                whole,
                                "--set",
                                "evaluation.importanceSamples=3",
                                "--plugin",
                                jar.toString()))
                .as("%s", terminal)
                .isEqualTo(ExitCode.FAILED);
        assertThat(terminal.err()).contains(failed);
        assertThat(terminal.vaelab("reproduce", folder, "--plugin", jar.toString()))
                .as("%s", terminal)
                .isZero();
        assertThat(terminal.out()).contains("reproduced: the new record equals");
    }

    private Path onlyRun() throws IOException {
        try (Stream<Path> runs = Files.list(temporary.resolve("out/runs"))) {
            return runs.findFirst().orElseThrow();
        }
    }

    @Test
    void aPartThatRefusesItsSettingsIsNotBroken() throws IOException {
        Path jar = jar(plugin("", "if (true) throw new IllegalArgumentException(\"too odd\");"));
        assertThat(compare(jar, "mine")).isEqualTo(2);
        assertThat(terminal.err()).contains("config.yaml:", "too odd").doesNotContain("failed");
    }

    @Test
    @Tag("full")
    void settingsThatNoConfigCanHold() throws IOException {
        assertCompareRefuses(
                jar(plugin("Runnable callback", "")),
                "{type: mine, callback: 3}",
                "settings org.example.Mine (mine.jar) cannot be read from a config: ",
                "Runnable");
    }

    @Test
    void settingsThatNoConfigCanHoldThoughAbsent() throws IOException {
        assertCompareRefuses(
                jar(plugin("java.util.Optional<Integer> any", "")),
                "{type: mine, any: 3}",
                "settings org.example.Mine (mine.jar) cannot be read from a config: ",
                "Optional");
    }
}
