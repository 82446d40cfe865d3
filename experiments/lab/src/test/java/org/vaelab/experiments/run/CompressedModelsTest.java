// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.experiments.config.RunSpec;
import org.vaelab.experiments.use.RawValues;
import org.vaelab.framework.coding.CodeFile;
import org.vaelab.framework.coding.CodeFileException;
import org.vaelab.framework.coding.Costs;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.Csv;
import org.vaelab.framework.tensor.Backends;

/**
 * Models of every family in double precision: what nd4j codes on one thread, torch decodes on two,
 * or the part that cannot be coded is named. Parameters are moved at random from where training
 * begins.
 */
final class CompressedModelsTest {

    private static final String BINARY = "{source: sprites, size: 16, train: 60, test: 20}";

    @TempDir Path temporary;

    private final ModelCoding coding = new ModelCoding();

    private RunSpec spec(String data, String model) throws IOException {
        Path config =
                Files.writeString(
                        temporary.resolve("code.yaml"),
                        "data: " + data + "\nnetwork: {hidden: [8]}\nmodels:\n  model: " + model);
        return coding.read(config).runs().get(0);
    }

    private Costs comesBack(String data, String model) throws Exception {
        RunSpec spec = spec(data, model);
        return coding.comesBack(spec, coding.data(spec).test());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {variant: gaussian, latent: 3}
                    {variant: gaussian, latent: 3, prior: learned-normal}
                    {variant: gaussian, latent: 3, likelihood: {type: made, hidden: [8]}}
                    {variant: gaussian, latent: 3, likelihood: {type: pixelcnn, layers: 1, channels: 2, kernel: 3}}
                    {variant: gaussian, latent: 'normal(2) > normal(4)', network: {latentHidden: [8]}}
                    {variant: gaussian, latent: 'normal(2) > normal(3) > normal(4)', network: {latentHidden: [8]}}
                    {variant: gaussian, latent: 'normal(2) > normal(4)', inference: top-down, network: {latentHidden: [8]}}
                    {variant: gaussian, latent: 'normal(2) > normal(4)', inference: ladder, network: {latentHidden: [8]}}
                    {variant: gumbel, variables: 2, categories: 3}
                    {variant: gumbel, variables: 2, categories: 3, prior: learned-categorical}
                    {variant: vq, codebookSize: 5, positions: 3, codeDimension: 2, prior: {type: made, hidden: [8]}}
                    {variant: beta, latent: 3, beta: 2}
                    {variant: beta-tc, latent: 3, beta: 2}
                    {variant: dip, latent: 3, offDiagonal: 1, diagonal: 1}
                    {variant: mmd, latent: 3, lambda: 2}
                    {variant: vq, codebookSize: 5, positions: 3, codeDimension: 2}
                    {variant: vq, codebookSize: 5, positions: 4, codeDimension: 2, prior: {type: pixelcnn, grid: [2, 2], channels: 2}}
                    {variant: simvq, codebookSize: 5, positions: 3, codeDimension: 2}
                    {variant: fsq, positions: 3, levels: [3, 4]}
                    {variant: lfq, positions: 3, bits: 3}
                    {variant: bsq, positions: 3, bits: 3}
                    {variant: residual, positions: 3, stages: 2, quantiser: {type: fsq, levels: [3]}}
                    {variant: sq, codebookSize: 5, positions: 3, codeDimension: 2}
                    {variant: product, latent: 'normal(2) x onehot(2, 3)'}
                    """)
    void binaryDataComeBack(String model) throws Exception {
        comesBack(BINARY, model);
    }

    @ParameterizedTest(name = "{0}")
    @Tag("full")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {variant: gaussian, posterior: {type: laplace, latent: 3}}
                    {variant: gaussian, posterior: {type: laplace, latent: 3}, prior: {type: laplace, learned: true}}
                    {variant: gaussian, latent: 3, prior: {type: laplace, scale: 2}}
                    """)
    void codesOfLaplaceComeBack(String model) throws Exception {
        comesBack(BINARY, model);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {variant: gaussian, posterior: {type: full-normal, latent: 3}} | FullNormal under prior StandardNormal
                    {variant: gaussian, posterior: {type: iaf, latent: 3, hidden: [8], context: 4}} | cannot be coded
                    {variant: gaussian, latent: 3, prior: vamp} | VampPrior cannot be coded
                    {variant: gaussian, latent: 3, condition: shape} | the model is conditional
                    {variant: gaussian, latent: 3, supervision: {column: shape}} | is the label
                    {variant: gaussian, latent: 3, inference: svi} | inference svi optimises
                    {variant: gaussian, latent: 3, inference: hmc, estimator: joint} | inference hmc
                    {variant: vmf, latent: 3} | posterior VonMisesFisher
                    {variant: product, latent: 'normal(2) x sphere(2)'} | cannot be coded
                    {variant: mixture, components: 3} | inference exact gives no posterior
                    """)
    void whatCannotBeCodedIsNamed(String model, String why) throws Exception {
        RunSpec spec = spec(BINARY, model);
        coding.with(
                Backends.AUTO,
                1,
                3,
                spec,
                made ->
                        assertThatThrownBy(() -> encode(made, spec))
                                .isInstanceOf(IllegalArgumentException.class)
                                .hasMessageContaining(why));
    }

    private String table(String rows, String settings) throws IOException {
        Path csv = Files.writeString(temporary.resolve("table.csv"), rows);
        return "{source: table, path: '" + csv + "', " + settings + "}";
    }

    @Tag("full")
    @ParameterizedTest
    @CsvSource({"discretized-logistic", "discretized-logistic-mixture", "categorical", "gaussian"})
    void greyLevelsComeBack(String likelihood) throws Exception {
        StringBuilder rows = new StringBuilder("a,b,c,d\n");
        int[] levels = RandomKey.of(4).permutation(160);
        for (int i = 0; i < levels.length; i++) {
            rows.append(levels[i]).append(i % 4 == 3 ? '\n' : ',');
        }
        comesBack(
                table(rows.toString(), "domain: grey"),
                "{variant: gaussian, latent: 2, likelihood: " + likelihood + "}");
    }

    @Tag("full")
    @ParameterizedTest
    @CsvSource({"poisson", "negative-binomial"})
    void countsComeBackThoseAboveTheTableToo(String likelihood) throws Exception {
        StringBuilder rows = new StringBuilder("a,b,c\n");
        for (int i = 0; i < 40; i++) {
            rows.append(i % 7).append(',').append(i * i).append(',').append(i % 3).append('\n');
        }
        Costs costs =
                comesBack(
                        table(rows.toString(), "domain: counts"),
                        "{variant: gaussian, latent: 2, likelihood: " + likelihood + "}");
        // The coder's code of large counts, against log p of them, which the bound holds.
        assertThat(costs.rounding()).isLessThan(64);
    }

    @Test
    void aTableOfSeveralKindsWithGapsComesBack() throws Exception {
        StringBuilder rows = new StringBuilder("price,count,group,flag\n");
        String[] groups = {"red", "green", "blue"};
        for (int i = 0; i < 60; i++) {
            rows.append(i % 5 == 2 ? "" : (i % 11) / 4.0).append(',');
            rows.append(i % 6).append(',').append(groups[i * i % 3]).append(',');
            rows.append(i % 7 == 3 ? "" : i % 2 == 0 ? "yes" : "no").append('\n');
        }
        String data = table(rows.toString(), "columns: {count: count}");
        Costs costs = comesBack(data, "{variant: gaussian, latent: 2}");
        Examples test = coding.data(spec(data, "{variant: gaussian, latent: 2}")).test();
        double[] row = new double[test.width()];
        int[] gaps = new int[test.width()];
        for (int i = 0; i < test.size(); i++) {
            test.read(i, row, 0);
            for (int d = 0; d < row.length; d++) {
                gaps[d] += Double.isNaN(row[d]) ? 1 : 0;
            }
        }
        double entropy =
                Arrays.stream(gaps)
                        .filter(each -> each > 0)
                        .mapToDouble(each -> entropy(each, test.size()))
                        .sum();
        assertThat(costs.missing()).isPositive().isCloseTo(entropy, within(0.1));
    }

    /** The bits that say which of so many values are missing. */
    private static double entropy(int missing, int all) {
        double share = missing / (double) all;
        double nats = -missing * Math.log(share) - (all - missing) * Math.log1p(-share);
        return nats / Math.log(2);
    }

    /**
     * Numbers far from the mean, near it and of any size, and times, of which the text is the
     * shortest.
     */
    @Test
    @Tag("full")
    void eachDigitOfATableComesBack() throws Exception {
        double[] noise = RandomKey.of(6).normal(240);
        StringBuilder rows = new StringBuilder("half,size,offset,whole,count,code,time\n");
        for (int i = 0; i < 60; i++) {
            rows.append(
                    Csv.line(
                            (long) (1e6 * noise[i]) + 0.5,
                            noise[60 + i] * Math.pow(10, i - 30),
                            i % 5 == 2 ? null : 1e6 + 0.01 * noise[120 + i],
                            1_000_000_000 + (long) (1e8 * noise[180 + i]),
                            i == 0 ? 1 << 24 : i * i * i,
                            1_000_000_000L * (i % 3 + 1),
                            LocalDateTime.of(2024, 5, 6, 7, 8).plusNanos(999_999_001_000L * i)));
        }
        RunSpec spec =
                spec(
                        table(rows.toString(), "test: '" + temporary.resolve("table.csv") + "'"),
                        "{variant: gaussian, latent: 2}");
        Examples test = coding.data(spec).test();
        coding.with(
                "nd4j",
                1,
                3,
                spec,
                made -> {
                    byte[] file = coding.encode(made, spec, test).bytes();
                    double[][] values = ModelCoding.decode(made, file);
                    ModelCoding.verify(made, file, test);
                    assertThatThrownBy(() -> ModelCoding.verify(made, file, test.first(59)))
                            .hasMessageContaining("do not come back");
                    assertThat(RawValues.write(coding.data(spec), values, temporary))
                            .hasContent(rows.toString());
                });
    }

    @Test
    void textsComeBack() throws Exception {
        StringBuilder lines = new StringBuilder();
        String[] words = {"red", "green", "blue", "one", "two"};
        for (int i = 0; i < 40; i++) {
            for (int j = 0; j <= i % 4; j++) {
                lines.append(j == 0 ? "" : " ").append(words[(i * i + j) % 5]);
            }
            lines.append('\n');
        }
        Path text = Files.writeString(temporary.resolve("text.txt"), lines);
        comesBack(
                "{source: text, testFraction: 0.4, path: '" + text + "', tokens: word}",
                "{variant: gaussian, latent: 3, network: {encoder: gru, hidden: [6], embedding: 4},"
                        + " likelihood: {type: tokens, hidden: [4], embedding: 3}}");
    }

    /**
     * What {@code codeLength} codes in float32 beside a file, of codes that are not drawn. A
     * parameter moves by less than a step of the grid, so a letter by less than two, up or down.
     */
    @Test
    void codesInSinglePrecisionAreAsLongAsInDoubleButForTheGrid() throws Exception {
        RunSpec spec =
                spec(BINARY, "{variant: vq, codebookSize: 5, positions: 3, codeDimension: 2}");
        Costs[] costs = new Costs[2];
        coding.with("nd4j", 1, 3, spec, made -> costs[0] = encode(made, spec).costs());
        coding.inSinglePrecision(3, spec, made -> costs[1] = encode(made, spec).costs());
        Examples test = coding.data(spec).test();
        double steps = test.size() * (test.width() + 3);
        double guard = 20;
        assertThat(costs[1].bound() + costs[1].rounding())
                .isCloseTo(
                        costs[0].bound() + costs[0].rounding(),
                        within(2 * 0x1p-12 / Math.log(2) * steps + guard));
        assertThat(costs[1].bound())
                .isNotEqualTo(costs[0].bound())
                .isCloseTo(costs[0].bound(), withinPercentage(1e-3));
    }

    @Tag("full")
    @Test
    void damagedFilesAndOtherModelsAreErrors() throws Exception {
        RunSpec spec = spec(BINARY, "{variant: gaussian, latent: 3}");
        CodeFile.Encoded[] encoded = new CodeFile.Encoded[1];
        coding.with("nd4j", 1, 3, spec, made -> encoded[0] = encode(made, spec));
        byte[] bytes = encoded[0].bytes();
        int[] places = RandomKey.of(5).permutation(1 << 20);
        for (int i = 0; i < 1000; i++) {
            byte[] damaged =
                    i % 2 == 0 ? bytes.clone() : Arrays.copyOf(bytes, places[i] % bytes.length);
            if (i % 2 == 0) {
                damaged[places[i] % bytes.length] ^= (byte) (1 << i / 2 % 8);
            }
            assertThatThrownBy(() -> CodeFile.read(damaged)).isInstanceOf(CodeFileException.class);
        }
        coding.with(
                "nd4j",
                1,
                3,
                spec,
                made ->
                        assertThatThrownBy(() -> CodeFile.read(bytes).decode(made, "another"))
                                .hasMessageContaining("another model"));
        // The same checksum of the checkpoint, and yet other numbers: the content's checksum tells.
        coding.with(
                "nd4j",
                1,
                4,
                spec,
                made -> {
                    for (int i = 0; i < 100; i++) {
                        ModelCoding.move(made, 100 + i);
                        assertThatThrownBy(() -> ModelCoding.decode(made, bytes))
                                .isInstanceOf(CodeFileException.class);
                    }
                });
    }

    private CodeFile.Encoded encode(LatentVariableModel made, RunSpec spec) {
        return coding.encode(made, spec, coding.data(spec).test());
    }
}
