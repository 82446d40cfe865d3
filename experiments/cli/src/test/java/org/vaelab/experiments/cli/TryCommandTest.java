// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.experiments.scaffold.PluginKind;
import org.vaelab.experiments.scaffold.PluginName;
import org.vaelab.experiments.scaffold.PluginProject;

/** {@code vaelab try}: with Maven where that is marked as slow, else with a script in its place. */
@DisabledOnOs(OS.WINDOWS)
final class TryCommandTest {

    private static final String CONFIG =
            """
            name: tiny
            data: {source: sprites, size: 16, train: 100, test: 20}
            training: {steps: 100000}
            evaluation: {importanceSamples: 2, importanceExamples: 5, metrics: []}
            models: {gaussian: {variant: gaussian, latent: 2}}
            """;

    private static final String REPORT =
            """
            <testsuite>
              <testcase name="densityNormalises(String)[1]" classname="org.example.MineContractTest"/>
              <testcase name="entropyIsRight(String)[1]" classname="org.example.MineContractTest"><skipped/></testcase>
            %s</testsuite>
            """;

    private static final String FAILURES =
            """
              <testcase name="drawsHaveTheDensity(String)[2]" classname="org.example.MineContractTest">
                <failure message="the draws do not have the density" type="java.lang.AssertionError">trace</failure>
              </testcase>
              <testcase name="works" classname="org.example.MineTest">
                <error message="no head" type="java.lang.IllegalStateException">IllegalStateException: no head
                  at org.example.Mine.head(Mine.java:7)
                  at org.example.Mine.of(Mine.java:9)</error>
              </testcase>
            """;

    @TempDir Path temporary;

    private final Terminal terminal = new Terminal();

    /** A project whose Maven is a script. */
    private Path project(String script, String tests) throws IOException {
        Path folder = temporary.resolve("mine");
        Files.createDirectories(folder.resolve("lib/repository"));
        Files.createDirectories(folder.resolve("configs"));
        Files.writeString(folder.resolve("pom.xml"), "<project/>");
        Files.writeString(folder.resolve("lib/plugin.pom"), "<project/>");
        Files.writeString(folder.resolve("configs/tiny.yaml"), CONFIG);
        Files.writeString(folder.resolve("report.xml"), REPORT.formatted(tests));
        new JarOf()
                .source(
                        """
                        package org.example;
                        public final class Mine extends org.vaelab.framework.plugin.VaeLabModule {
                            @Override protected void announce() {}
                        }
                        """)
                .module("org.example.Mine")
                .write(folder.resolve("mine.jar"));
        Files.writeString(folder.resolve("mvnw"), script);
        return folder;
    }

    private static final String BUILDS =
            """
            mkdir -p target/surefire-reports
            cp mine.jar target/mine-0.1.0.jar
            cp report.xml target/surefire-reports/TEST-mine.xml
            """;

    @Tag("full")
    @Test
    void aPluginIsTestedAndTrained() throws IOException {
        Path folder = project(BUILDS, "");
        assertThat(terminal.vaelab("try", folder.toString(), "--steps", "3"))
                .as("%s", terminal)
                .isZero();
        Path report = folder.resolve("target/try/report/index.html");
        assertThat(report).isNotEmptyFile();
        assertThat(terminal.out())
                .contains("gaussian ", "report: " + report)
                .contains("contracts: 1 test passed, 0 failed, 1 skipped")
                .contains("all steps: ", "--plugin " + folder.resolve("target/mine-0.1.0.jar"));
    }

    @Test
    void aFailedContractIsShownAndNothingIsTrained() throws IOException {
        Path folder = project(BUILDS, FAILURES);
        Path stale = Files.createDirectories(folder.resolve("target/try/report"));
        assertThat(terminal.vaelab("try", folder.toString())).as("%s", terminal).isEqualTo(1);
        assertThat(terminal.out())
                .contains(
                        """
                        MineContractTest.drawsHaveTheDensity[2]
                            the draws do not have the density
                        """,
                        """
                        MineTest.works
                            java.lang.IllegalStateException: no head
                            at org.example.Mine.head(Mine.java:7)
                        """)
                .doesNotContain("Mine.java:9", "report:");
        assertThat(terminal.err())
                .contains("contracts: 1 test passed, 2 failed, 1 skipped")
                .contains("error: 2 tests failed; nothing was trained");
        assertThat(stale).doesNotExist();
    }

    private static String failure(String test, String message) {
        return """
                 <testcase name="%s" classname="org.example.MineContractTest">
                   <failure message="%s" type="java.lang.AssertionError">trace</failure>
                 </testcase>
               """
                .formatted(test, message);
    }

    /** The cause is the last of the report. Its settings have commas and colons, too. */
    @Test
    void theLikelyCauseIsShownFirst() throws IOException {
        StringBuilder failures = new StringBuilder();
        for (int i = 0; i < 12; i++) {
            failures.append(failure("other" + i, "posterior mine {}, weight: of " + i));
        }
        String settings = "posterior mine {space: {draws: 1}, weight: 2} on toy {normalises: 1}";
        failures.append(failure("drawsHaveTheDensity", settings + ", draws: too wide: 2"));
        failures.append(
                failure("densityNormalises", settings + ", normalises: integrates to 1.05"));
        Path folder = project(BUILDS, failures.toString());
        assertThat(terminal.vaelab("try", folder.toString())).as("%s", terminal).isEqualTo(1);
        assertThat(terminal.out())
                .containsSubsequence(
                        "MineContractTest.densityNormalises\n    posterior mine",
                        "MineContractTest.drawsHaveTheDensity\n    posterior mine",
                        "MineContractTest.other0\n    posterior mine {}, weight: of 0",
                        "MineContractTest.other7\n    posterior mine {}, weight: of 7",
                        "MineContractTest.other8\n\nMineContractTest.other9\n",
                        "MineContractTest.other11\n")
                .doesNotContain("weight: of 8");
    }

    @Test
    void equalMessagesAreShownOnce() throws IOException {
        String message = "unknown variant 'x'";
        Path folder =
                project(
                        BUILDS,
                        failure("one", "posterior mine {latent: 2}, outputs: " + message)
                                + failure("two", "posterior mine {latent: 3}, draws: " + message)
                                + failure("three", "variant mine {}, far: unknown variant 'y'"));
        assertThat(terminal.vaelab("try", folder.toString())).as("%s", terminal).isEqualTo(1);
        assertThat(terminal.out())
                .containsOnlyOnce(message)
                .containsSubsequence(
                        "MineContractTest.two\n",
                        message + "\n    and 1 more with this message\n",
                        "MineContractTest.three\n");
        assertThat(terminal.err()).contains("error: 3 tests failed");
    }

    @Test
    void aProjectWithoutTestsIsNotTrained() throws IOException {
        Path folder = project("mkdir -p target; cp mine.jar target/", "");
        assertThat(terminal.vaelab("try", folder.toString())).as("%s", terminal).isEqualTo(1);
        assertThat(terminal.err()).contains("no test that passed; nothing was trained");
    }

    @Test
    void sourcesThatDoNotCompileAreNamed() throws IOException {
        Path folder =
                project(
                        """
                        echo '[ERROR] COMPILATION ERROR : '
                        echo '[ERROR] Failed to execute goal compiler: Compilation failure'
                        echo '[ERROR] Mine.java:[3,4] cannot find symbol'
                        echo '[ERROR] '
                        echo '[ERROR] -> [Help 1]'
                        exit 1
                        """,
                        "");
        assertThat(terminal.vaelab("try", folder.toString())).as("%s", terminal).isEqualTo(3);
        assertThat(terminal.err())
                .contains("cannot be built; nothing was tested or trained")
                .contains("    Mine.java:[3,4] cannot find symbol\n")
                .doesNotContain("Help", "[ERROR]", "COMPILATION");
    }

    @Test
    void whatIsNoProjectIsRefused() throws IOException {
        assertThat(terminal.vaelab("try", temporary.toString())).isEqualTo(2);
        assertThat(terminal.err()).contains("is no project of 'vaelab new': it has no pom.xml");
        Path folder = project(BUILDS, "");
        Files.copy(folder.resolve("configs/tiny.yaml"), folder.resolve("configs/other.yaml"));
        assertThat(terminal.vaelab("try", folder.toString())).isEqualTo(2);
        assertThat(terminal.err()).contains("name the one to train with --config");
        assertThat(folder.resolve("target")).doesNotExist();
        assertThat(terminal.vaelab("try")).isEqualTo(2);
    }

    @Tag("slow")
    @Test
    void aNewPriorPasses() throws IOException {
        Path folder = written(PluginKind.PRIOR);
        assertThat(terminal.vaelab("try", folder.toString(), "--steps", "5"))
                .as("%s", terminal)
                .isZero();
        assertThat(terminal.out()).containsPattern("contracts: \\d\\d tests passed, 0 failed");
        assertThat(folder.resolve("target/try/report/index.html")).isNotEmptyFile();
    }

    @Tag("slow")
    @Test
    void aWrongPosteriorIsFound() throws IOException {
        Path folder = written(PluginKind.POSTERIOR);
        Path source = folder.resolve("src/main/java/org/example/mine/MinePosterior.java");
        String text = Files.readString(source);
        Files.writeString(source, text.replace(".add(LOG_TWO).sum", ".add(0.5).sum"));
        assertThat(source).content().isNotEqualTo(text);
        assertThat(terminal.vaelab("try", folder.toString())).as("%s", terminal).isEqualTo(1);
        assertThat(terminal.out())
                .contains("MineContractTest.densityNormalises[1]\n")
                .contains("the density integrates to 1.21306");
        assertThat(folder.resolve("target/try")).doesNotExist();
    }

    private Path written(PluginKind kind) throws IOException {
        Path folder = temporary.resolve("mine");
        new PluginProject(folder)
                .create(PluginName.of("mine"), kind, PluginProjectTest.classesOfTheTests());
        return folder;
    }
}
