// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.scaffold;

import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.FolderTree;

/**
 * Compiles a plugin, runs its tests and packs its jar, by the project's own Maven. All of it
 * happens in one JVM, which compiles quickly rather than well: the tests of a plugin take seconds.
 *
 * @param jar the plugin
 * @param tests what its tests came to
 * @param testReports the folder with the traces of failures
 */
@Internal
public record PluginBuild(Path jar, TestResults tests, Path testReports) {

    private static final String JVM_OPTIONS =
            "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Djava.awt.headless=true";

    /** Without a second JVM for tests; those that fail do not end the build. */
    private static final List<String> ARGUMENTS =
            List.of(
                    "-B",
                    "-q",
                    "-ntp",
                    "-DforkCount=0",
                    "-Dmaven.test.failure.ignore=true",
                    "package");

    private static final boolean IS_WINDOWS = File.separatorChar == '\\';

    /**
     * Builds a project. The jar and the reports of an earlier build are deleted first.
     *
     * @throws BuildException if there is no JDK, the sources do not compile, or libraries are
     *     absent
     * @throws org.vaelab.experiments.config.UserError if the folder is no project of a plugin
     */
    public static PluginBuild of(PluginProject project) throws IOException {
        project.requireProject();
        Path java = Path.of(System.getProperty("java.home"));
        if (!Files.exists(java.resolve("bin").resolve(IS_WINDOWS ? "javac.exe" : "javac"))) {
            throw new BuildException(
                    "building a plugin needs a JDK, but %s has no compiler (bin/javac)\n    install a JDK, 17 or newer, and set JAVA_HOME to it"
                            .formatted(java));
        }
        Path target = project.folder().resolve("target");
        Path reports = target.resolve("surefire-reports");
        FolderTree.delete(reports);
        for (Path jar : jars(target)) {
            Files.delete(jar);
        }
        String failure = maven(project.folder(), java);
        if (!failure.isEmpty()) {
            throw new BuildException(
                    "%s cannot be built; nothing was tested or trained\n%s"
                            .formatted(project.folder(), failure.indent(4).stripTrailing()));
        }
        List<Path> built = jars(target);
        if (built.size() != 1) {
            throw new BuildException(
                    "%s: expected one jar of the plugin in target, found %s"
                            .formatted(project.folder(), built));
        }
        return new PluginBuild(built.get(0), TestResults.read(reports), reports);
    }

    /** The jars of a plugin, not those with its sources, documentation or tests. */
    private static List<Path> jars(Path target) throws IOException {
        if (!Files.isDirectory(target)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .filter(
                            file ->
                                    !file.getFileName()
                                            .toString()
                                            .matches(
                                                    "original-.*|.*-(sources|javadoc|tests)\\.jar"))
                    .toList();
        }
    }

    /** Runs Maven, and returns what it says on a failure; empty if there was none. */
    private static String maven(Path folder, Path java) throws IOException {
        List<String> command = new ArrayList<>();
        if (IS_WINDOWS) {
            command.add(folder.resolve("mvnw.cmd").toString());
        } else {
            // A copy of the project may have lost the permission.
            command.addAll(List.of("sh", folder.resolve("mvnw").toString()));
        }
        command.addAll(ARGUMENTS);
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.put("JAVA_HOME", java.toString());
        environment.merge("MAVEN_OPTS", JVM_OPTIONS, (users, ours) -> ours + " " + users);
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            byte[] output = process.getInputStream().readAllBytes();
            return process.waitFor() == 0
                    ? ""
                    : failure(new String(output, Charset.defaultCharset()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while Maven builds " + folder);
        } finally {
            process.destroy();
        }
    }

    /** Returns the reason from the output of Maven, without its advice. */
    private static String failure(String output) {
        String reason = output.substring(Math.max(0, output.indexOf("[ERROR] Failed to execute")));
        return reason.replaceFirst("(?s)-> \\[Help.*", "")
                .replaceAll("(?m)^\\[ERROR\\] ?", "")
                .strip();
    }
}
