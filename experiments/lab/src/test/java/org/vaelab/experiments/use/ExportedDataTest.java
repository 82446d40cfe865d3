// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.onnx.ModelGraphs;
import org.vaelab.framework.onnx.trace.UntraceableException;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Backends;

/**
 * Exported models of every kind of data: texts of different lengths, missing values, counts,
 * columns of several kinds, standardised values. Their inputs are the values that the files hold.
 */
final class ExportedDataTest {

    private static final int ROWS = 60;

    @TempDir Path temporary;

    private final TracedModels models = new TracedModels();

    private Path config() {
        return temporary.resolve("export.yaml");
    }

    private void config(String data, String model) throws IOException {
        Files.writeString(
                config(),
                """
                data: {%s}
                network: {hidden: [8]}
                models:
                  model: %s
                """
                        .formatted(data, model));
    }

    private void with(String data, String model, TracedModels.Trial trial) throws Exception {
        config(data, model);
        models.with(Backends.AUTO, config(), trial);
    }

    private String text() throws IOException {
        String[] words = {
            "red", "green", "blue", "one", "two", "three", "four", "and", "or", "not"
        };
        int[] drawn = RandomKey.of(5).permutation(ROWS * 4);
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < ROWS; i++) {
            for (int j = 0; j <= i % 4; j++) {
                lines.append(j == 0 ? "" : " ").append(words[drawn[4 * i + j] % words.length]);
            }
            lines.append('\n');
        }
        return path("text.txt", lines);
    }

    private String path(String name, CharSequence content) throws IOException {
        return "path: '" + Files.writeString(temporary.resolve(name), content) + "'";
    }

    @ParameterizedTest(name = "{0}, {1}")
    @Tag("full")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    tokens: word | {encoder: gru, hidden: [6], embedding: 4}
                    tokens: word | {encoder: gru, hidden: [6, 5], embedding: 4, bidirectional: true}
                    tokens: word | {encoder: temporal, hidden: [5], channels: [6, 5], kernel: 2, embedding: 4}
                    tokens: word, length: 2 | {encoder: gru, hidden: [6], embedding: 4}
                    tokens: character, length: 8 | {encoder: gru, hidden: [6], embedding: 4}
                    tokens: character | {encoder: temporal, hidden: [5], channels: [6], kernel: 3, embedding: 4}
                    """)
    void encodersOfTexts(String tokens, String network) throws Exception {
        String likelihood = "likelihood: {type: tokens, hidden: [4], embedding: 3}";
        for (String variant :
                new String[] {
                    "gaussian, latent: 3", "vmf, latent: 3", "gumbel, variables: 2, categories: 3"
                }) {
            with(
                    "source: text, testFraction: 0.4, " + text() + ", " + tokens,
                    "{variant: " + variant + ", network: " + network + ", " + likelihood + "}",
                    of -> {
                        ModelGraphs graphs = of.graphs();
                        of.encoder(graphs.encoder());
                        assertThatThrownBy(graphs::generator)
                                .isInstanceOf(UntraceableException.class)
                                .hasMessageContaining("no closed form");
                    });
        }
    }

    /** Columns of real numbers, counts, categories in texts, and zeros and ones. */
    private String table(String columns, boolean gaps) throws IOException {
        double[] normal = RandomKey.of(6).normal(ROWS * 8);
        StringBuilder rows = new StringBuilder("a,b,count,other,group,flag,on,stage\n");
        for (int i = 0; i < ROWS; i++) {
            double[] of = Arrays.copyOfRange(normal, 8 * i, 8 * i + 8);
            String[] cells = {
                String.valueOf(1000 + 30 * of[0]),
                String.valueOf(of[1]),
                String.valueOf(Math.round(Math.abs(12 * of[2])) * 7),
                String.valueOf(Math.round(Math.abs(90 * of[3]))),
                of[4] < -0.5 ? "red" : of[4] < 0.5 ? "green" : "blue",
                of[5] < 0 ? "0" : "1",
                of[6] < 0 ? "0" : "1",
                of[7] < -0.5 ? "low" : of[7] < 0.5 ? "mid" : "high"
            };
            for (int j = 0; j < cells.length; j++) {
                boolean missing = gaps && (i + 3 * j) % 5 == 0;
                rows.append(j == 0 ? "" : ",").append(missing ? "" : cells[j]);
            }
            rows.append('\n');
        }
        return "source: table, testFraction: 0.4, "
                + path("table.csv", rows)
                + ", columns: "
                + columns;
    }

    @ParameterizedTest(name = "{0}, {1}, {2}")
    @Tag("full")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    [a, b] | false | likelihood: gaussian
                    [a, b] | true | likelihood: gaussian
                    [a, b] | true | likelihood: columns
                    {a: real, b: real, count: ignore, other: ignore, group: ignore, flag: ignore, on: ignore, stage: ignore}, standardize: true | true | likelihood: gaussian
                    {a: real, b: real, count: ignore, other: ignore, group: ignore, flag: ignore, on: ignore, stage: ignore}, standardize: true | true | likelihood: {type: gaussian, scale: per-pixel}
                    [flag, on] | false | likelihood: columns
                    [flag, on] | true | likelihood: bernoulli
                    {count: count, other: count, a: ignore, b: ignore, group: ignore, flag: ignore, on: ignore, stage: ignore} | false | likelihood: poisson
                    {count: count, other: count, a: ignore, b: ignore, group: ignore, flag: ignore, on: ignore, stage: ignore} | false | likelihood: multinomial
                    {count: count, other: count, a: ignore, b: ignore, group: ignore, flag: ignore, on: ignore, stage: ignore} | true | likelihood: negative-binomial
                    {count: count, other: count, a: ignore, b: ignore, group: ignore, flag: ignore, on: ignore, stage: ignore} | true | likelihood: zero-inflated-poisson
                    {count: count, other: count, a: ignore, b: ignore, group: ignore, flag: ignore, on: ignore, stage: ignore} | true | likelihood: columns
                    {stage: {kind: ordinal, order: [low, mid, high]}} | false | likelihood: columns
                    {stage: {kind: ordinal, order: [low, mid, high]}} | true | likelihood: columns
                    {stage: {kind: ordinal, order: [low, mid, high]}}, standardize: false | true | likelihood: columns
                    [a, count, on] | true | likelihood: columns
                    {stage: {kind: ordinal, order: [low, mid, high]}}, given: [a, group, other] | true | condition: [a, group, other], likelihood: columns
                    """)
    void tables(String columns, boolean gaps, String model) throws Exception {
        with(
                table(columns, gaps),
                "{variant: gaussian, latent: 2, " + model + "}",
                OnnxComparison::both);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {variant: vmf, latent: 2}
                    {variant: gumbel, variables: 2, categories: 3}
                    {variant: vq, codebookSize: 5, positions: 2, codeDimension: 2}
                    {variant: gaussian, latent: 2, prior: vamp}
                    {variant: gaussian, latent: 'normal(2) > normal(3)', inference: top-down, network: {latentHidden: [6]}}
                    {variant: product, latent: 'normal(2) x sphere(2)'}
                    """)
    void familiesOfAMixedTableWithGaps(String model) throws Exception {
        with(
                table("{stage: {kind: ordinal, order: [low, mid, high]}}", true),
                model.replaceFirst("}$", ", likelihood: columns}"),
                OnnxComparison::both);
    }

    /** The closed posterior of factor analysis reads which values are missing. */
    @ParameterizedTest
    @ValueSource(strings = {"factor-analysis", "ppca"})
    void linearModelsOfStandardisedValues(String variant) throws Exception {
        with(
                table("[a, b], standardize: true", false),
                "{variant: " + variant + ", latent: 1}",
                OnnxComparison::both);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "{encoder: convolutional, channels: [3, 4], hidden: [6]}",
                "{encoder: residual, channels: [3, 4], residualWidth: 3, hidden: [6]}",
                "{encoder: mlp, hidden: [6]}"
            })
    void imagesWithMissingPixels(String network) throws Exception {
        float[] pixels = new float[ROWS * 3 * 8 * 8];
        double[] normal = RandomKey.of(7).normal(pixels.length);
        for (boolean missing : new boolean[] {false, true}) {
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = missing && i % 7 == 0 ? Float.NaN : (float) (3 + 2 * normal[i]);
            }
            Path file = temporary.resolve("images.npy");
            Files.write(file, npy(pixels, "(" + ROWS + ", 3, 8, 8)"));
            with(
                    "source: npy, testFraction: 0.4, standardize: true, train: '"
                            + file
                            + "', missing: "
                            + missing,
                    "{variant: gaussian, latent: 2, likelihood: gaussian, network: "
                            + network
                            + "}",
                    OnnxComparison::both);
        }
    }

    private static byte[] npy(float[] values, String shape) {
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + ", }";
        String padded = header + " ".repeat(117 - header.length()) + "\n";
        ByteBuffer bytes =
                ByteBuffer.allocate(128 + values.length * Float.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
                        .putShort((short) padded.length())
                        .put(padded.getBytes(StandardCharsets.US_ASCII));
        for (float value : values) {
            bytes.putFloat(value);
        }
        return bytes.array();
    }

    @Tag("full")
    @Test
    void documents() throws Exception {
        with(
                "source: text, testFraction: 0.4, "
                        + text()
                        + ", examples: document, minDocuments: 1, stopWords: none",
                "{variant: gaussian, latent: 2, likelihood: multinomial}",
                OnnxComparison::both);
    }

    @Tag("full")
    @Test
    void theTextOfAConditionIsAnInput() throws Exception {
        with(
                "source: grammar, task: questions, train: 40, test: 12, subjects: 2, topics: 2",
                "{variant: gaussian, latent: 2, condition: question, network: {encoder: gru, hidden:"
                        + " [5], embedding: 4, condition: {embedding: 4, hidden: 5}},"
                        + " likelihood: {type: tokens, hidden: [4], embedding: 3}}",
                of -> of.encoder(of.graphs().encoder()));
    }
}
