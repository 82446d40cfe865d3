// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The complete messages about bad files of models from elsewhere. Nothing is written. */
final class ForeignErrorsTest {

    private static final StripesModel MODEL = StripesModel.of(1, 8);

    @TempDir Path temporary;

    private Judge judge;
    private Path encoder = Path.of("");
    private Path decoder = Path.of("");

    @BeforeEach
    void writeFiles() throws IOException {
        judge = new Judge(temporary, MODEL);
        encoder = MODEL.writeEncoder(judge.file("encoder.onnx"));
        decoder = MODEL.writeDecoder(judge.file("decoder.onnx"));
    }

    private void says(String message, String... options) {
        assertThat(
                        judge.rejection(encoder, decoder, options)
                                .replace(temporary.toString(), "@DIR@"))
                .isEqualTo("error: judge: models.judged: " + message);
    }

    @Test
    void notAFileOfOnnx() throws IOException {
        Files.writeString(encoder, "a checkpoint");
        says(
                """
                @DIR@/encoder.onnx is not a file of ONNX
                    write it with torch.onnx.export, tf2onnx or jax2onnx; a checkpoint such as .pt has no graph
                """);
    }

    @Test
    void aTruncatedFile() throws IOException {
        byte[] whole = Files.readAllBytes(encoder);
        Files.write(encoder, Arrays.copyOf(whole, whole.length / 2));
        says(
                """
                @DIR@/encoder.onnx is cut off or damaged: it begins as a file of ONNX
                    copy or export it again
                """);
    }

    @Test
    void anAbsentFile() throws IOException {
        Files.delete(decoder);
        says(
                """
                @DIR@/decoder.onnx does not exist; expected a file of ONNX
                """,
                "--posterior",
                "{type: diagonal-normal, latent: 8}");
    }

    /** The dimension of a posterior is that of the decoder's input. */
    @Test
    void anAbsentFileThatTheDimensionIsOf() throws IOException {
        Files.delete(decoder);
        assertThat(judge.rejection(encoder, decoder).replace(temporary.toString(), "@DIR@"))
                .isEqualTo(
                        """
                        error: judge: models.judged.posterior: @DIR@/decoder.onnx does not exist; expected a file of ONNX
                        """);
    }

    @Test
    void anOperatorSetThatIsTooNew() throws IOException {
        MODEL.writeEncoder(encoder, MODEL.encoder().operatorSet(99));
        says(
                """
                @DIR@/encoder.onnx has operator set 99 of ONNX; expected 11 to 23
                    export with another one: torch.onnx.export(..., opset_version=17)
                """);
    }

    @Test
    void aFixedBatch() throws IOException {
        new OnnxFile()
                .input("x", 1, MODEL.values())
                .node("Identity", "mean", "x")
                .node("Identity", "logVariance", "x")
                .output("mean", 1, MODEL.values())
                .output("logVariance", 1, MODEL.values())
                .write(encoder);
        says(
                """
                @DIR@/encoder.onnx: input 'x' has the fixed shape [1, 64]; expected a free first axis for the batch
                    export with torch.onnx.export(..., dynamic_axes={'x': {0: 'batch'}}) for every input and output
                """);
    }

    @Test
    void aBatchThatIsFixedInside() throws IOException {
        MODEL.decoder()
                .integers("shape", 2, MODEL.values())
                .node("Reshape", "out", "logits", "shape")
                .output("out", OnnxFile.BATCH, MODEL.values())
                .write(decoder);
        says(
                """
                @DIR@/decoder.onnx: Reshape of node 'out' cannot be computed: [3, 64] cannot be reshaped to [2, 64]
                    the graph may fix the batch size inside; use x.flatten(1) or x.view(x.size(0), -1), and free the batch axis in the export
                """);
    }

    @Test
    void notANumber() throws IOException {
        MODEL.decoder()
                .affine("out", "logits", Double.NaN, 0)
                .output("out", OnnxFile.BATCH, MODEL.values())
                .write(decoder);
        says(
                """
                @DIR@/decoder.onnx: output 'out' has the value NaN; expected finite numbers
                    look at the model on that input: too large activations, a logarithm of 0
                """);
    }

    @Test
    void aWrongWidthOfTheEncoder() throws IOException {
        MODEL.encoder().output("logVariance", OnnxFile.BATCH, MODEL.latent()).write(encoder);
        says(
                """
                @DIR@/encoder.onnx: output 'mean' has the shape [?, 8], 8 numbers a row; expected 5 for 'mean'
                    check the dimension of the posterior; by default it is that of the decoder's input
                """,
                "--posterior",
                "{type: diagonal-normal, latent: 5}");
    }

    @Test
    void aWrongWidthOfTheDecoder() throws IOException {
        StripesModel other = StripesModel.of(1, 4);
        other.writeDecoder(decoder);
        says(
                """
                @DIR@/encoder.onnx: output 'mean' has the shape [?, 8], 8 numbers a row; expected 4 for 'mean'
                    check the dimension of the posterior; by default it is that of the decoder's input
                """);
        says(
                """
                @DIR@/decoder.onnx: input 'z' has the shape [?, 4]; expected 8 numbers a row, those of R^8
                    set the dimension of the posterior to that of the decoder
                """,
                "--posterior",
                "{type: diagonal-normal, latent: 8}");
    }

    @Test
    void imagesOfAnotherSize() throws IOException {
        StripesModel other = StripesModel.of(1, 4);
        other.writeEncoder(encoder);
        other.writeDecoder(decoder);
        says(
                """
                @DIR@/encoder.onnx: input 'x' has the shape [batch, 16]; expected [batch, 64] or [batch, 8, 8] or [batch, 1, 8, 8] or [batch, 8, 8, 1]
                """);
    }

    @Test
    void absentWeights() throws IOException {
        new OnnxFile()
                .input("z", OnnxFile.BATCH, MODEL.latent())
                .external("pixels", "decoder.onnx.data", MODEL.latent(), MODEL.values())
                .node("MatMul", "logits", "z", "pixels")
                .output("logits", OnnxFile.BATCH, MODEL.values())
                .write(decoder);
        says(
                """
                @DIR@/decoder.onnx has its weights in @DIR@/decoder.onnx.data, which does not exist
                    put that file beside the model, under this name
                """);
    }

    /** Whoever wrote the model would choose which files of the reader are read. */
    @Test
    void weightsOutsideOfTheFolder() throws IOException {
        Files.createDirectory(encoder.resolveSibling("below"));
        Path link = encoder.resolveSibling("below").resolve("link");
        Files.createSymbolicLink(link, Path.of("/dev/zero"));
        for (String location : List.of("/dev/zero", "../elsewhere.data", "below/link", "below")) {
            new OnnxFile()
                    .input("z", OnnxFile.BATCH, MODEL.latent())
                    .external("pixels", location, MODEL.latent(), MODEL.values())
                    .node("MatMul", "logits", "z", "pixels")
                    .output("logits", OnnxFile.BATCH, MODEL.values())
                    .write(decoder);
            says(
                    """
                    @DIR@/decoder.onnx has its weights in '%s'; expected a file in the folder of the model, or below it
                        move the weights there, and export the model again with that name
                    """
                            .formatted(location));
        }
    }

    @Test
    void aDeviceIsNoModel() throws IOException {
        Files.delete(decoder);
        Files.createSymbolicLink(decoder, Path.of("/dev/zero"));
        says(
                """
                @DIR@/decoder.onnx is a device or a pipe; expected a file of ONNX
                """,
                "--posterior",
                "{type: diagonal-normal, latent: 8}");
    }

    @Test
    void wrongNamesOfOutputs() throws IOException {
        says(
                """
                @DIR@/encoder.onnx: encoderOutputs names 'mu', and the file has no such output
                    allowed here: mean, logVariance
                """,
                "--encoder-output",
                "mean=mu,logVariance=logVariance");
        says(
                """
                @DIR@/encoder.onnx: encoderOutputs has the keys mean, spread; expected mean, logVariance; or mean, standardDeviation; or mean, variance; or mean, logStandardDeviation
                """,
                "--encoder-output",
                "mean=mean,spread=logVariance");
        MODEL.encoder()
                .node("Identity", "sigma", "logVariance")
                .output("sigma", OnnxFile.BATCH, MODEL.latent())
                .write(encoder);
        says(
                """
                @DIR@/encoder.onnx has the outputs mean, sigma; expected mean, logVariance; or mean, standardDeviation; or mean, variance; or mean, logStandardDeviation
                    name them, such as encoderOutputs: {mean: mean, logVariance: sigma} (judge: --encoder-output=mean=mean,logVariance=sigma)
                """);
    }

    @Test
    void integersAsInput() throws IOException {
        new OnnxFile()
                .type(DataType.INT64)
                .input("x", OnnxFile.BATCH, MODEL.values())
                .cast("numbers", "x")
                .node("Identity", "mean", "numbers")
                .node("Identity", "logVariance", "numbers")
                .output("mean", OnnxFile.BATCH, OnnxFile.BATCH)
                .output("logVariance", OnnxFile.BATCH, OnnxFile.BATCH)
                .write(encoder);
        says(
                """
                @DIR@/encoder.onnx: input 'x' is of type int64; expected float32 or float64
                    export model.float(), and convert inside the graph if needed
                """);
    }

    @Test
    void twoInputs() throws IOException {
        MODEL.writeEncoder(encoder, MODEL.encoder().input("noise", OnnxFile.BATCH, 8));
        says(
                """
                @DIR@/encoder.onnx has the inputs x, noise; expected one, 'x'
                    export a network of one input; noise and masks must not be inputs
                """);
    }

    @Test
    void anOutputOutsideItsLimits() throws IOException {
        says(
                """
                @DIR@/decoder.onnx: output 'logits' is read as probabilities and has the value -8.010455; expected 0 to 1
                    look at the model on that input, or export logits instead
                    @DIR@/decoder.onnx seems to give (logits), and is read as (probabilities)
                    bound read so: -22.54 nats, with reconstruction -16.34, on 64 training examples
                    set decoderOutputs: {logits: logits} (judge: --decoder-output=logits=logits)
                """,
                "--decoder-output",
                "probabilities=logits");
        says(
                """
                @DIR@/encoder.onnx: output 'logVariance' is read as standardDeviation and has the value -1.5; expected at least 1.17549435E-38
                    look at the model on that input, or export mean, logVariance instead
                    @DIR@/encoder.onnx seems to give (mean, logVariance), and is read as (mean, standardDeviation)
                    bound read so: -22.54 nats, with reconstruction -16.34, on 64 training examples
                    set encoderOutputs: {mean: mean, logVariance: logVariance} (judge: --encoder-output=mean=mean,logVariance=logVariance)
                """,
                "--encoder-output",
                "mean=mean,standardDeviation=logVariance");
    }

    @Test
    void aMistakeInReading() throws IOException {
        MODEL.writeDecoder(decoder, 1, 0);
        says(
                """
                @DIR@/decoder.onnx seems to give (probabilities), and is read as (logits)
                    bound as declared: -44.09 nats, with reconstruction -37.89, on 64 training examples
                    bound read so: -22.54 nats, with reconstruction -16.34, on 64 training examples
                    set decoderOutputs: {probabilities: out} (judge: --decoder-output=probabilities=out)
                    or set check: off (judge: --no-check), to evaluate the files as declared
                """);
    }
}
