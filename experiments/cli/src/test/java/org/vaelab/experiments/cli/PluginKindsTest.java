// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vaelab.experiments.scaffold.PluginKind;
import org.vaelab.experiments.scaffold.PluginName;
import org.vaelab.experiments.scaffold.PluginProject;
import org.vaelab.framework.plugin.FrameworkVersion;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunStatus;

/** The project of each kind of plugin passes its own tests, and its config trains. */
final class PluginKindsTest {

    /** The goal for a posterior with a space, its variances and a prior of its own. */
    private static final int MOST_LINES = 89;

    private static final int MOST_CLASSES = 5;

    /** A project of each kind, which no test changes. */
    @TempDir static Path projects;

    @TempDir Path temporary;

    private final Terminal terminal = new Terminal();

    private static Path project(PluginKind kind) throws IOException {
        Path folder = projects.resolve(kind.toString());
        if (Files.notExists(folder)) {
            new PluginProject(folder)
                    .create(PluginName.of("mine"), kind, PluginProjectTest.classesOfTheTests());
        }
        return folder;
    }

    private static List<Path> sources(Path project, String folder) throws IOException {
        try (Stream<Path> walk = Files.walk(project.resolve(folder))) {
            return walk.filter(file -> file.toString().endsWith(".java")).sorted().toList();
        }
    }

    /** Compiles main and test sources, with every lint an error. */
    private Path jar(Path project, boolean withTests) throws IOException {
        JarOf jar = new JarOf();
        for (Path source : sources(project, "src/main/java")) {
            jar.source(Files.readString(source));
        }
        for (Path test : sources(project, "src/test/java")) {
            String text = Files.readString(test);
            if (withTests) {
                jar.source(text);
            } else {
                jar.absentSource(text);
            }
        }
        String service = "META-INF/services/";
        try (Stream<Path> files = Files.list(project.resolve("src/main/resources/" + service))) {
            Path only = files.findFirst().orElseThrow();
            jar.resource(service + only.getFileName(), Files.readString(only));
        }
        return jar.builtAgainst(FrameworkVersion.current().text())
                .write(temporary.resolve(withTests ? "mine-tests.jar" : "mine-0.1.0.jar"));
    }

    /**
     * A folder, because JUnit looks for the classes of a package in the folders of the class path.
     */
    private Path unpacked(Path jar) throws IOException {
        Path folder = temporary.resolve("unpacked");
        try (JarFile file = new JarFile(jar.toFile())) {
            for (JarEntry entry : Collections.list(file.entries())) {
                Path target = folder.resolve(entry.getName());
                Files.createDirectories(target.getParent());
                try (InputStream in = file.getInputStream(entry)) {
                    Files.copy(in, target);
                }
            }
        }
        return folder;
    }

    /**
     * Runs the tests of a project with the reference backend. The class loader is a new one, so
     * that the contracts find the plugin on their class path.
     */
    private void runTests(Path project) throws Exception {
        Path classes = unpacked(jar(project, true));
        List<URL> path = new ArrayList<>(List.of(classes.toUri().toURL()));
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (!entry.matches(".*(nd4j|torch|javacpp).*")) {
                path.add(Path.of(entry).toUri().toURL());
            }
        }
        List<String> tests =
                sources(project, "src/test/java").stream()
                        .map(file -> "org.example.mine." + file.getFileName())
                        .map(name -> name.replace(".java", ""))
                        .toList();
        Thread thread = Thread.currentThread();
        ClassLoader outer = thread.getContextClassLoader();
        try (URLClassLoader loader =
                new URLClassLoader(
                        path.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            thread.setContextClassLoader(loader);
            Object failures =
                    loader.loadClass(TestLaunch.class.getName())
                            .getMethod("failures", List.class)
                            .invoke(null, tests);
            assertThat((List<?>) failures).isEmpty();
        } finally {
            thread.setContextClassLoader(outer);
        }
    }

    private void train(Path project) throws IOException {
        Path folder = temporary.resolve("out");
        String[] command = {
            "compare",
            project.resolve("configs/mine.yaml").toString(),
            "--out",
            folder.toString(),
            "--plugin",
            jar(project, false).toString(),
            "--set",
            "data.train=200",
            "--set",
            "data.test=50",
            "--set",
            "seeds=[1]",
            "--set",
            "training.steps=5"
        };
        assertThat(terminal.vaelab(command)).as("%s", terminal).isZero();
        try (Stream<Path> runs = Files.list(folder.resolve("runs"))) {
            List<Path> folders = runs.toList();
            assertThat(folders).hasSize(2);
            for (Path run : folders) {
                assertThat(new RunFolder(run).readResult().status()).isEqualTo(RunStatus.COMPLETED);
            }
        }
    }

    @Test
    @Tag("full")
    void theProjectOfADataSourcePassesItsTests() throws Exception {
        runTests(project(PluginKind.DATA));
    }

    @ParameterizedTest
    @Tag("full")
    @EnumSource
    void everyProjectCompilesWithItsTests(PluginKind kind) throws IOException {
        assertThat(jar(project(kind), true)).isNotEmptyFile();
    }

    @Tag("exhaustive")
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DATA")
    void everyProjectPassesItsTests(PluginKind kind) throws Exception {
        runTests(project(kind));
    }

    @Tag("slow")
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "POSTERIOR")
    void everyConfigTrains(PluginKind kind) throws IOException {
        train(project(kind));
    }

    @Test
    @Tag("full")
    void aPosteriorWithItsOwnSpaceIsSmall() throws IOException {
        List<Path> classes = sources(project(PluginKind.SPACE), "src/main/java");
        assertThat(classes).hasSizeLessThanOrEqualTo(MOST_CLASSES);
        assertThat(lines(classes)).isLessThanOrEqualTo(MOST_LINES);
    }

    /** Returns the number of lines of code, without comments and imports. */
    private static long lines(List<Path> sources) throws IOException {
        long lines = 0;
        for (Path source : sources) {
            lines +=
                    Files.readString(source)
                            .replaceAll("(?s)/\\*.*?\\*/", "")
                            .lines()
                            .filter(line -> !line.matches("\\s*(//.*|import .*|package .*)?"))
                            .count();
        }
        return lines;
    }

    @Test
    @Tag("full")
    void theGuideSaysWhatEachKindTakes() throws IOException {
        StringBuilder table = new StringBuilder("| kind | classes | lines | of tests | lines |\n");
        table.append("|---|---|---|---|---|\n");
        for (PluginKind kind : PluginKind.values()) {
            List<Path> classes = sources(project(kind), "src/main/java");
            List<Path> tests = sources(project(kind), "src/test/java");
            table.append(
                    "| %s | %s | %s | %s | %s |\n"
                            .formatted(
                                    kind,
                                    classes.size(),
                                    lines(classes),
                                    tests.size(),
                                    lines(tests)));
        }
        assertThat(Files.readString(Path.of("../../variants/EXTENSION-POINTS.md"))).contains(table);
    }

    @Test
    void theHelpListsTheKinds() {
        assertThat(terminal.vaelab("new", "--help")).isZero();
        for (PluginKind kind : PluginKind.values()) {
            assertThat(terminal.out()).containsPattern("\n {20,}" + kind + " +\\w");
        }
    }
}
