// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that start from a run on another split of the same table. */
final class SeenExamplesTest {

    @TempDir Path temporary;

    private final Terminal terminal = new Terminal();

    private int compare(String name, String data, String further) throws IOException {
        Path config =
                Files.writeString(
                        temporary.resolve(name + ".yaml"),
                        """
                        name: %s
                        data: {source: table, path: data.csv, domain: real, %s}
                        runtime: {threads: 1}
                        network: {hidden: [2]}
                        training: {steps: 4, batch: 5%s
                        evaluation: {importanceSamples: 2}
                        report: {formats: [markdown], sections: [results]}
                        """
                                .formatted(name, data, further));
        return terminal.vaelab(
                "compare", config.toString(), "--out", temporary.resolve(name).toString());
    }

    private int from(String start, String name, String data, String training) throws IOException {
        return compare(
                name,
                data,
                training
                        + "}\nmodels: {m: {variant: gaussian, latent: 1, likelihood: gaussian, start: \""
                        + temporary.resolve(start)
                        + "/runs/m-1-*\"}}\nseeds: [1]");
    }

    @Tag("full")
    @Test
    void heldOutExamplesThatAStartWasTrainedOnAreFound() throws IOException {
        Files.writeString(
                temporary.resolve("data.csv"),
                IntStream.range(0, 40)
                        .mapToObj(i -> Math.sin(i) + "," + Math.cos(3 * i) + "\n")
                        .collect(Collectors.joining("", "a,b\n", "")));
        assertThat(
                        compare(
                                "first",
                                "seed: 0",
                                "}\nmodels: {m: {variant: gaussian, latent: 1, likelihood: gaussian}}\nseeds: [1]"))
                .as("%s", terminal)
                .isZero();
        assertThat(from("first", "other", "seed: 1", "")).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err())
                .contains(
                        "model 'm' would be judged on ", " test examples that ", "first/runs/m-1-");
        assertThat(temporary.resolve("other")).doesNotExist();
        // The validation examples of the second were training examples of the first.
        String stopping = ", earlyStopping: {every: 2, patience: 1}";
        assertThat(from("first", "stopping", "seed: 0, validation: 0.2", stopping))
                .isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains(" validation examples that ");
        assertThat(from("first", "same", "seed: 0", "")).as("%s", terminal).isZero();
        // Through a run on the same split, from the first on another one.
        assertThat(from("same", "chain", "seed: 1", "")).isEqualTo(ExitCode.USAGE);
    }
}
