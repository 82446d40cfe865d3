// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The self-check of models from elsewhere, on a model that needs no training: each mistake is
 * found, its remedy gives the bound of the right reading, and right readings pass.
 */
final class ForeignReadingsTest {

    private static final StripesModel GREY = StripesModel.of(1, 8);
    private static final StripesModel COLOURS = StripesModel.of(3, 4);

    @TempDir Path temporary;

    private Judge judge;

    @BeforeEach
    void writeData() throws IOException {
        judge = new Judge(temporary, GREY);
    }

    private Path encoder() throws IOException {
        return GREY.writeEncoder(judge.file("encoder.onnx"));
    }

    private Path decoder() throws IOException {
        return GREY.writeDecoder(judge.file("decoder.onnx"));
    }

    @Tag("full")
    @Test
    void rightReadingsPass() throws IOException {
        double logits = judge.bound(encoder(), decoder());
        // Without z, the bound is that of 64 fair coins.
        assertThat(logits).isGreaterThan(-64 * Math.log(2) + 5);
        Path probabilities = GREY.writeDecoder(judge.file("probabilities.onnx"), 1, 0);
        // Float32 rounds a probability p by 6e-8, and so its logit by 6e-8 / (p (1 - p)).
        assertThat(judge.bound(encoder(), probabilities, "--decoder-output", "probabilities=out"))
                .isCloseTo(logits, within(1e-2));
    }

    @Tag("full")
    @Test
    void theLogarithmOfAStandardDeviationIsRead() throws IOException {
        double right = judge.bound(encoder(), decoder());
        Path halved =
                GREY.encoder()
                        .affine("half", "logVariance", 0.5, 0)
                        .output("half", OnnxFile.BATCH, GREY.latent())
                        .write(judge.file("halved.onnx"));
        String[] outputs = {"--encoder-output", "mean=mean,logStandardDeviation=half"};
        assertThat(judge.bound(halved, decoder(), outputs)).isCloseTo(right, within(1e-4));
    }

    @ParameterizedTest
    @Tag("full")
    @CsvSource({"0, 255", "-1, 1"})
    void theRangeOfProbabilitiesIsFound(int low, int high) throws IOException {
        double right = judge.bound(encoder(), decoder());
        Path other = GREY.writeDecoder(judge.file("other.onnx"), high - low, low);
        String range = "[%s, %s]".formatted(low, high);
        for (String declared : List.of("probabilities=out", "logits=out")) {
            assertThat(judge.rejection(encoder(), other, "--decoder-output", declared))
                    .contains("other.onnx seems to give values in " + range)
                    .contains("set outputRange: " + range);
        }
        assertThat(judge.terminal().err())
                .contains("seems to give (probabilities), and is read as (logits)")
                .contains("set decoderOutputs: {probabilities: out}");
        assertThat(
                        judge.bound(
                                encoder(),
                                other,
                                "--decoder-output",
                                "probabilities=out",
                                "--output-range=%s,%s".formatted(low, high)))
                .isCloseTo(right, within(1e-2));
    }

    @ParameterizedTest
    @Tag("full")
    @CsvSource({"0, 255", "-1, 1"})
    void theRangeOfAMeanIsFound(int low, int high) throws IOException {
        String grey = Files.readString(judge.config()).replace("domain: binary", "domain: unit");
        Files.writeString(judge.config(), grey);
        String[] likelihood = {"--likelihood", "{type: gaussian, scale: fixed, value: 0.3}"};
        Path unit = GREY.writeDecoder(judge.file("unit.onnx"), 1, 0);
        double right = judge.bound(encoder(), unit, likelihood);
        Path other = GREY.writeDecoder(judge.file("other.onnx"), high - low, low);
        assertThat(judge.rejection(encoder(), other, likelihood))
                .contains("set outputRange: [%s, %s]".formatted(low, high));
        // A mean is 1e-7 off, and the bound by the sum over 64 pixels of (x - mean) / 0.3^2 times
        // that.
        assertThat(
                        judge.bound(
                                encoder(),
                                other,
                                "--likelihood",
                                likelihood[1],
                                "--output-range=%s,%s".formatted(low, high)))
                .isCloseTo(right, within(64 / 0.09 * 1e-7));
    }

    /**
     * Standard deviations of e^-25 and e^-30 are both 0 to the decoder, so the bounds differ by the
     * KL alone.
     */
    @Test
    @Tag("full")
    void aGivenLogVarianceIsTakenAsItIs() throws IOException {
        double[] bounds = new double[2];
        for (int i = 0; i < 2; i++) {
            Path narrow =
                    GREY.encoder()
                            .affine("narrow", "logVariance", 0, -50 - 10 * i)
                            .output("narrow", OnnxFile.BATCH, GREY.latent())
                            .write(judge.file("narrow" + i + ".onnx"));
            bounds[i] =
                    judge.bound(
                            narrow,
                            decoder(),
                            "--no-check",
                            "--encoder-output",
                            "mean=mean,logVariance=narrow");
        }
        assertThat(bounds[0] - bounds[1]).isCloseTo(5.0 * GREY.latent(), within(1e-3));
    }

    /** The limit of a scale belongs to training: it would make it 0.001 here. */
    @Test
    @Tag("full")
    void aGivenScaleIsTakenAsItIs() throws IOException {
        String grey = Files.readString(judge.config()).replace("domain: binary", "domain: unit");
        Files.writeString(judge.config(), grey);
        Path mean = GREY.writeDecoder(judge.file("mean.onnx"), 1, 0);
        Path both =
                GREY.decoder()
                        .node("Sigmoid", "mean", "logits")
                        .affine("logScale", "mean", 0, Math.log(1e-4))
                        .output("mean", OnnxFile.BATCH, GREY.values())
                        .output("logScale", OnnxFile.BATCH, GREY.values())
                        .write(judge.file("both.onnx"));
        double fixed =
                judge.bound(
                        encoder(),
                        mean,
                        "--no-check",
                        "--likelihood",
                        "{type: gaussian, scale: fixed, value: 0.0001}");
        // Squares are divided by 1e-8, and float32 has 1e-7 of log-scales of 9.
        assertThat(
                        judge.bound(
                                encoder(),
                                both,
                                "--no-check",
                                "--likelihood",
                                "{type: gaussian, scale: per-pixel}"))
                .isCloseTo(fixed, within(1e-5 * Math.abs(fixed)));
    }

    /** Returns a decoder of probabilities, many of them 1, times a factor. */
    private Path saturated(double factor) throws IOException {
        return GREY.decoder()
                .affine("large", "logits", 20, 0)
                .node("Sigmoid", "probabilities", "large")
                .affine("out", "probabilities", factor, 0)
                .output("out", OnnxFile.BATCH, GREY.values())
                .write(judge.file("saturated" + factor + ".onnx"));
    }

    @Test
    @Tag("full")
    void aProbabilityIsLimitedWithinRoundingAlone() throws IOException {
        String[] options = {"--no-check", "--decoder-output", "probabilities=out"};
        assertThat(judge.bound(encoder(), saturated(1 + 0x1p-22), options)).isFinite();
        assertThat(judge.rejection(encoder(), saturated(1.001), options))
                .contains("output 'out' is read as probabilities and has the value 1.00")
                .contains("expected 0 to 1")
                .contains("or export logits instead");
    }

    @Tag("full")
    @Test
    void bothRangesAreFoundAtOnce() throws IOException {
        Path encoder = GREY.writeEncoder(judge.file("bytes.onnx"), GREY.encoder(255, 0));
        Path decoder = GREY.writeDecoder(judge.file("bytes-out.onnx"), 255, 0);
        assertThat(judge.rejection(encoder, decoder, "--decoder-output", "probabilities=out"))
                .contains("set inputRange: [0, 255]", "set outputRange: [0, 255]");
    }

    @Test
    @Tag("full")
    void swappedRowsAndColumnsAreFound() throws IOException {
        double right = judge.bound(encoder(), decoder());
        axesAreFound(
                new StripesModel(1, 8, false, true),
                "columns-first",
                "[batch, channels, columns, rows]",
                right);
    }

    @Test
    @Tag("full")
    void theOrderOfChannelsIsFound() throws IOException {
        judge = new Judge(temporary, COLOURS);
        Path encoder = COLOURS.writeEncoder(judge.file("encoder.onnx"));
        double right = judge.bound(encoder, COLOURS.writeDecoder(judge.file("decoder.onnx")));
        axesAreFound(
                new StripesModel(3, 4, true, false),
                "channels-last",
                "[batch, rows, columns, channels]",
                right);
        axesAreFound(
                new StripesModel(3, 4, false, true),
                "columns-first",
                "[batch, channels, columns, rows]",
                right);
        axesAreFound(
                new StripesModel(3, 4, true, true),
                "columns-first-channels-last",
                "[batch, columns, rows, channels]",
                right);
    }

    private void axesAreFound(StripesModel files, String layout, String axes, double right)
            throws IOException {
        Path encoder = files.writeEncoder(judge.file("encoder.onnx"));
        Path decoder = files.writeDecoder(judge.file("decoder.onnx"));
        assertThat(judge.rejection(encoder, decoder))
                .contains("images seem to have the axes %s in both files".formatted(axes))
                .contains("set layout: " + layout);
        // The same sums of at most 64 numbers of float32, in another order.
        assertThat(judge.bound(encoder, decoder, "--layout", layout))
                .isCloseTo(right, within(1e-3));
        judge.run(encoder, decoder, "--no-check");
        assertThat(judge.terminal().err()).contains("images seem to have the axes");
    }

    @Test
    void aRangeThatMeansNothingIsRejected() throws IOException {
        assertThat(judge.rejection(encoder(), decoder(), "--output-range=0,255"))
                .contains("outputRange is [0, 255]")
                .contains("decoder.onnx gives (logits), which have no range")
                .contains("leave outputRange out");
        assertThat(judge.rejection(encoder(), decoder(), "--output-range=1,0"))
                .contains("must be two ascending numbers, such as [0, 255], is [1.0, 0.0]");
    }
}
