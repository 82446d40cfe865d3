// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.vaelab.framework.random.RandomKey;

/**
 * A model that needs no training, of binary images whose rows are black or white, up to a twentieth
 * of the pixels. Each row of each channel has a latent variable. The encoder gives the mean of the
 * row, the decoder logits in proportion to z.
 *
 * @param channels of the images
 * @param side number of rows, and of columns
 * @param channelsLast whether the files have channels last
 * @param columnsFirst whether the files have rows and columns swapped
 */
record StripesModel(int channels, int side, boolean channelsLast, boolean columnsFirst) {

    /** Near the variance of the best Normal posterior: 1 / (1 + side LOGIT^2 0.05 0.95), side 8. */
    private static final double LOG_VARIANCE = -1.5;

    private static final double LOGIT = 3;

    private static final double FLIPPED = 0.05;

    private static final int EXAMPLES = 200;

    private static final String KINDS = "kinds.npy";

    /** Returns the model in the layout of VaeLab. */
    static StripesModel of(int channels, int side) {
        return new StripesModel(channels, side, false, false);
    }

    int latent() {
        return channels * side;
    }

    int values() {
        return channels * side * side;
    }

    /** Writes 200 images, and beside them their labels, 0 or 1, the colour of the first row. */
    Path writeData(Path file) throws IOException {
        double[] noise = RandomKey.of(1).split("stripes").uniform(EXAMPLES * (latent() + values()));
        byte[] images = new byte[EXAMPLES * values()];
        byte[] kinds = new byte[EXAMPLES];
        int next = 0;
        int pixel = 0;
        for (int i = 0; i < EXAMPLES; i++) {
            kinds[i] = (byte) (noise[next] < 0.5 ? 0 : 1);
            for (int row = 0; row < latent(); row++) {
                boolean on = noise[next++] < 0.5;
                for (int column = 0; column < side; column++) {
                    images[pixel++] = (byte) (on != noise[next++] < FLIPPED ? 1 : 0);
                }
            }
        }
        writeBytes(file.resolveSibling(KINDS), "%s,".formatted(EXAMPLES), kinds);
        return writeBytes(file, "%s, %s, %s, %s".formatted(EXAMPLES, channels, side, side), images);
    }

    private static Path writeBytes(Path file, String shape, byte[] values) throws IOException {
        String header =
                "{'descr': '|u1', 'fortran_order': False, 'shape': (%s), }".formatted(shape);
        ByteBuffer bytes = ByteBuffer.allocate(128 + values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) 0x93).put("NUMPY".getBytes(US_ASCII)).put((byte) 1).put((byte) 0);
        bytes.putShort((short) 118).put("%-117s\n".formatted(header).getBytes(US_ASCII));
        return Files.write(file, bytes.put(values).array());
    }

    /** Returns a config of the data, without models. */
    String config(Path data) {
        return """
        name: elsewhere
        data: {source: npy, train: %s, labels: %s, classes: [a, b], domain: binary, shape: %sx%sx%s}
        runtime: {threads: 1}
        evaluation: {importanceSamples: 5, importanceExamples: 10}
        report: {formats: [html]}
        models:
          ours: {variant: gaussian, latent: 2}
        """
                .formatted(data, data.resolveSibling(KINDS), channels, side, side);
    }

    /** Returns the row, as VaeLab counts, of a value in the file. */
    private int rowOf(int place) {
        int pixel = channelsLast ? place / channels : place % (side * side);
        int channel = channelsLast ? place % channels : place / (side * side);
        return channel * side + (columnsFirst ? pixel % side : pixel / side);
    }

    /** Returns a graph from a flat {@code x} to {@code mean} and {@code logVariance}. */
    OnnxFile encoder() {
        return encoder(1, 0);
    }

    /** Returns the graph that expects {@code factor * x + offset}. */
    OnnxFile encoder(double factor, double offset) {
        float[] means = new float[values() * latent()];
        for (int place = 0; place < values(); place++) {
            means[place * latent() + rowOf(place)] = 2f / side;
        }
        return new OnnxFile()
                .input("x", OnnxFile.BATCH, values())
                .affine("x01", "x", 1 / factor, -offset / factor)
                .matrix("rows", means, values(), latent())
                .node("MatMul", "sums", "x01", "rows")
                .affine("mean", "sums", 1, -1)
                .affine("logVariance", "mean", 0, LOG_VARIANCE)
                .output("mean", OnnxFile.BATCH, latent());
    }

    /** Returns a graph from {@code z} to {@code logits}, which is no output yet. */
    OnnxFile decoder() {
        float[] logits = new float[latent() * values()];
        for (int place = 0; place < values(); place++) {
            logits[rowOf(place) * values() + place] = (float) LOGIT;
        }
        return new OnnxFile()
                .input("z", OnnxFile.BATCH, latent())
                .matrix("pixels", logits, latent(), values())
                .node("MatMul", "logits", "z", "pixels");
    }

    Path writeEncoder(Path file) throws IOException {
        return writeEncoder(file, encoder());
    }

    Path writeEncoder(Path file, OnnxFile encoder) throws IOException {
        return encoder.output("logVariance", OnnxFile.BATCH, latent()).write(file);
    }

    Path writeDecoder(Path file) throws IOException {
        return decoder().output("logits", OnnxFile.BATCH, values()).write(file);
    }

    /** Writes a decoder of {@code out}, {@code factor * probability + offset}. */
    Path writeDecoder(Path file, double factor, double offset) throws IOException {
        return decoder()
                .node("Sigmoid", "probabilities", "logits")
                .affine("out", "probabilities", factor, offset)
                .output("out", OnnxFile.BATCH, values())
                .write(file);
    }
}
