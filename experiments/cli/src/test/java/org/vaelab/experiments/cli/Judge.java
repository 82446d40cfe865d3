// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;

/**
 * The command {@code judge} on the data of a {@link StripesModel}, with all files in one folder.
 */
final class Judge {

    private final Path folder;
    private final Terminal terminal = new Terminal();
    private final Path config;
    private Path out;
    private int judged;

    Judge(Path folder, StripesModel model) throws IOException {
        this.folder = folder;
        Path data = model.writeData(file("data.npy"));
        this.config = Files.writeString(file("config.yaml"), model.config(data));
        this.out = file("out");
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    Path config() {
        return config;
    }

    Terminal terminal() {
        return terminal;
    }

    /** Judges two files as a Normal posterior and a Bernoulli likelihood; later options win. */
    int files(Path encoder, Path decoder, String... options) {
        List<String> all = new ArrayList<>(List.of("judge", config.toString()));
        all.addAll(List.of("--encoder", encoder.toString(), "--decoder", decoder.toString()));
        List<String> given = Arrays.asList(options);
        if (!given.contains("--posterior")) {
            all.addAll(List.of("--posterior", "diagonal-normal"));
        }
        if (!given.contains("--likelihood")) {
            all.addAll(List.of("--likelihood", "bernoulli"));
        }
        out = file("out" + judged++);
        all.addAll(List.of("--out", out.toString()));
        all.addAll(given);
        return terminal.vaelab(all.toArray(String[]::new));
    }

    /** Returns the run of two files, which has to succeed. */
    Path run(Path encoder, Path decoder, String... options) throws IOException {
        assertThat(files(encoder, decoder, options)).as("%s", terminal).isZero();
        try (Stream<Path> runs = Files.list(out.resolve("runs"))) {
            return runs.findFirst().orElseThrow();
        }
    }

    RunRecord record(Path encoder, Path decoder, String... options) throws IOException {
        return new RunFolder(run(encoder, decoder, options)).readResult();
    }

    double bound(Path encoder, Path decoder, String... options) throws IOException {
        return record(encoder, decoder, options).metrics().get("elbo").value();
    }

    /** Judges two files, which are rejected before anything is written, and returns the message. */
    String rejection(Path encoder, Path decoder, String... options) {
        assertThat(files(encoder, decoder, options))
                .as("%s: %s", List.of(options), terminal)
                .isEqualTo(ExitCode.USAGE);
        assertThat(out).doesNotExist();
        return terminal.err();
    }
}
