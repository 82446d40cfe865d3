// SPDX-License-Identifier: Apache-2.0
package org.vaelab.spark;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.spark.SparkFiles;
import org.apache.spark.api.java.function.Function;

/**
 * A task of Spark: a VaeLab process executes a run. It ends when its standard input ends, also when
 * the executor is killed. The result has the files that it leaves in {@code runs} of its folder, by
 * their paths.
 *
 * @param command after {@code java}. In each word and in the task, {@code {files}} stands for the
 *     unpacked archive
 */
record SparkTask(List<String> command) implements Function<String, Map<String, byte[]>> {

    private static final int SHOWN_LINES = 20;

    /** The pause before a run that fails here is tried again, perhaps on a better worker. */
    private static final long PAUSE_MILLIS = 2000;

    @Override
    public Map<String, byte[]> call(String task) throws IOException, InterruptedException {
        Path root = Path.of(SparkFiles.getRootDirectory()).toAbsolutePath();
        Path folder = Files.createTempDirectory(root, "run-");
        Files.writeString(folder.resolve("task"), here(task, root));
        Path log = folder.resolve("log");
        Process process =
                new ProcessBuilder(
                                Stream.concat(Stream.of(java()), command.stream())
                                        .map(word -> here(word, root))
                                        .toList())
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        try (OutputStream in = process.getOutputStream()) {
            if (process.waitFor() != 0) {
                Thread.sleep(PAUSE_MILLIS);
                throw new IOException(
                        "the VaeLab process ended with code %s%n%s"
                                .formatted(process.exitValue(), last(Files.readAllLines(log))));
            }
            return files(folder.resolve("runs"));
        } finally {
            FileUtils.deleteQuietly(folder.toFile());
        }
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static String here(String text, Path root) {
        Path files = root.resolve(PlanDriver.FILES);
        return text.replace("{files}", files.toString().replace('\\', '/'));
    }

    private static String last(List<String> lines) {
        return lines.stream()
                .skip(Math.max(0, lines.size() - SHOWN_LINES))
                .collect(Collectors.joining("\n"));
    }

    private static Map<String, byte[]> files(Path folder) throws IOException {
        Map<String, byte[]> files = new HashMap<>();
        if (Files.exists(folder)) {
            try (Stream<Path> walk = Files.walk(folder)) {
                for (Path file : walk.filter(Files::isRegularFile).toList()) {
                    String name = folder.relativize(file).toString().replace('\\', '/');
                    files.put(name, Files.readAllBytes(file));
                }
            }
        }
        return files;
    }
}
