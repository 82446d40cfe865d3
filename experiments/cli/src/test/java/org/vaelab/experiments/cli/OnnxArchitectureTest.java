// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Graphs of PyTorch as the networks of a model that is trained here. */
final class OnnxArchitectureTest {

    private static final Path MODELS =
            Path.of("../../framework/onnx/src/test/resources/graphs/models");

    private static final String CONFIG =
            """
            name: tuned
            data: {source: sprites, size: 16, train: 100, test: 20}
            runtime: {threads: 1}
            training: {steps: 200, batch: 20, optimizer: {type: adam, learningRate: 1e-2}}
            evaluation: {importanceSamples: 5, importanceExamples: 10}
            report: {formats: [markdown]}
            """;

    private static final String VARIANT =
            """
              given:
                variant: gaussian
                posterior: {type: diagonal-normal, latent: 2}
                likelihood: bernoulli
                network:
                  encoder: onnx-model
                  encoderFile: encoder.onnx
                  decoderFile: decoder.onnx
                  encoderOutputs: {mean: mu, logVariance: logvar}
                  check: off
            """;

    @TempDir static Path shared;

    private static Trained trained;

    @TempDir Path temporary;

    private final Terminal terminal = new Terminal();

    private static Trained trained() throws IOException {
        if (trained == null) {
            copy(shared);
            trained =
                    Trained.of(
                            CONFIG
                                    + "models:\n"
                                    + VARIANT
                                    + model("tuned", "", "")
                                    + model(
                                            "named",
                                            ", outputs: {mean: mu, logVariance: logvar}",
                                            "")
                                    + model("frozen", "", ", train: false"),
                            shared);
        }
        return trained;
    }

    private static void copy(Path folder) throws IOException {
        for (String half : new String[] {"encoder", "decoder"}) {
            Files.copy(MODELS.resolve(half + "-2.13.0-17.onnx"), folder.resolve(half + ".onnx"));
        }
    }

    private static String model(String name, String encoder, String decoder) {
        return """
              %s:
                variant: gaussian
                latent: 2
                network:
                  encoder: {type: onnx, file: encoder.onnx%s}
                  decoder: {type: onnx, file: decoder.onnx%s}
            """
                .formatted(name, encoder, decoder);
    }

    private static double bound(String model) throws IOException {
        return trained().record(model).metrics().get("elbo").value();
    }

    @Test
    @Tag("exhaustive")
    void trainingMakesTheBoundBetter() throws IOException {
        // Random weights give a bound of hundreds of nats below that of 256 fair coins.
        assertThat(bound("given")).isLessThan(-256 * Math.log(2));
        assertThat(bound("frozen")).isGreaterThan(bound("given"));
        assertThat(bound("tuned")).isGreaterThan(bound("frozen"));
    }

    @Test
    @Tag("exhaustive")
    void outputsByNameAreThoseInOrder() throws IOException {
        assertThat(bound("named")).isEqualTo(bound("tuned"));
    }

    @Test
    @Tag("exhaustive")
    void weightsKeepTheNamesOfTheFile() throws IOException {
        String tuned = Files.readString(trained().run("tuned").resolve("result.json"));
        assertThat(tuned).contains("\"checksum\"");
        assertThat(trained().vaelab(terminal, "reproduce", "tuned")).as("%s", terminal).isZero();
        assertThat(trained().vaelab(terminal, "export", "tuned")).as("%s", terminal).isZero();
    }

    private String rejection(String models) throws IOException {
        copy(temporary);
        Path config = Files.writeString(temporary.resolve("c.yaml"), CONFIG + "models:\n" + models);
        String out = temporary.resolve("out").toString();
        assertThat(terminal.vaelab("compare", config.toString(), "--out", out))
                .as("%s", terminal)
                .isEqualTo(ExitCode.USAGE);
        return terminal.err();
    }

    @Test
    void aWrongWidthStatesBothAndTheHead() throws IOException {
        assertThat(rejection(model("m", "", "").replace("latent: 2", "latent: 3")))
                .contains(
                        "encoder.onnx gives 4 numbers a row: mu (2), logvar (2);"
                                + " expected 6: mean (3), logVariance (3), one after the other");
    }

    @Test
    void anEncoderAloneHasNoMirror() throws IOException {
        assertThat(
                        rejection(
                                "  m: {variant: gaussian, latent: 2, network: {encoder: {type: onnx,"
                                        + " file: encoder.onnx}}}\n"))
                .contains("encoder 'onnx' has no reverse");
    }

    @Test
    void aRandomOperatorAndAnUnknownOneAreNamed() throws IOException {
        for (String[] each :
                new String[][] {
                    {"RandomNormalLike", "draws random numbers"},
                    {"Det", "is not among the operators"}
                }) {
            Path file = temporary.resolve("other.onnx");
            new OnnxFile()
                    .input("x", OnnxFile.BATCH, 256)
                    .node(each[0], "y", "x")
                    .output("y", OnnxFile.BATCH, 4)
                    .write(file);
            String models = model("m", "", "").replace("file: encoder.onnx", "file: other.onnx");
            assertThat(rejection(models))
                    .contains("other.onnx: " + each[0] + " of node 'y' " + each[1]);
            Files.delete(temporary.resolve("encoder.onnx"));
            Files.delete(temporary.resolve("decoder.onnx"));
        }
    }
}
