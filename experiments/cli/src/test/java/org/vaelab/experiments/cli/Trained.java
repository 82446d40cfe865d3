// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;

/**
 * A comparison that was trained once, for several tests that read its runs. A test class trains it
 * in {@code @BeforeAll}. A test that changes files works on a {@link #copy}.
 *
 * @param config the config file
 * @param folder the folder of the comparison
 */
record Trained(Path config, Path folder) {

    /** Writes a config into a folder and trains its models into {@code out} beside it. */
    static Trained of(String config, Path temporary) throws IOException {
        return of(new Terminal(), config, temporary);
    }

    /** As {@link #of(String, Path)}, for a test that reads what the terminal shows. */
    static Trained of(Terminal terminal, String config, Path temporary) throws IOException {
        Path file = Files.writeString(temporary.resolve("config.yaml"), config);
        Path folder = temporary.resolve("out");
        terminal.compare(file, folder);
        return new Trained(file, folder);
    }

    /** Returns all runs, sorted by the names of their folders. */
    List<Path> runs() throws IOException {
        try (Stream<Path> runs = Files.list(folder.resolve("runs"))) {
            return runs.sorted().toList();
        }
    }

    /** Returns the first run of a model. */
    Path run(String model) throws IOException {
        return runs().stream()
                .filter(run -> run.getFileName().toString().startsWith(model + "-"))
                .findFirst()
                .orElseThrow();
    }

    /** Runs a command on the first run of a model, and returns its exit code. */
    int vaelab(Terminal terminal, String command, String model, String... options)
            throws IOException {
        Stream<String> words = Stream.of(command, run(model).toString());
        return terminal.vaelab(Stream.concat(words, Stream.of(options)).toArray(String[]::new));
    }

    RunRecord record(String model) throws IOException {
        return new RunFolder(run(model)).readResult();
    }

    /** Copies the comparison into a new folder. */
    Trained copy(Path to) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(folder.relativize(file).toString()));
            }
        }
        return new Trained(config, to);
    }
}
