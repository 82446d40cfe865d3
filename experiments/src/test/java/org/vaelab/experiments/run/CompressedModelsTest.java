// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.experiments.spec.RunSpec;
import org.vaelab.experiments.spec.SpecContext;
import org.vaelab.experiments.spec.SpecReader;
import org.vaelab.framework.coding.CodeFile;
import org.vaelab.framework.coding.CodeFileException;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.tensor.Backends;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;

/**
 * Models of every family in double precision: what nd4j codes on one thread, torch decodes on two, or the part
 * that cannot be coded is named. Parameters are moved at random from where training begins.
 */
final class CompressedModelsTest {

    private static final String BINARY = "{source: sprites, size: 16, train: 60, test: 20}";

    @TempDir Path temporary;

    private final ClassLoader loader = CompressedModelsTest.class.getClassLoader();
    private final Plugins plugins = Plugins.load(loader);
    private final Backends backends = Backends.find(loader);

    @FunctionalInterface
    private interface Use {
        void of(LatentVariableModel model, PreparedData data) throws Exception;
    }

    private void with(String backend, int threads, long seed, String data, String model, Use use)
            throws Exception {
        Path config =
                Files.writeString(
                        temporary.resolve("code.yaml"),
                        "data: " + data + "\nnetwork: {hidden: [8]}\nmodels:\n  model: " + model);
        SpecContext context = SpecContext.of(plugins, DataLocations.ofSystem(), backends);
        RunSpec spec = new SpecReader(context).read(config, List.of()).runs().get(0);
        PreparedData prepared = new DataCache(DataSource.Progress.SILENT).get(spec);
        try (TensorRuntime runtime = backends.open(backend, "cpu", threads, DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            LatentVariableModel made = spec.assemble(runtime, plugins, prepared).model();
            move(made, seed);
            use.of(made, prepared);
        }
    }

    private static void move(LatentVariableModel model, long seed) {
        for (Parameter parameter : model.parameters()) {
            if (parameter.value().dtype() == DType.FLOAT64) {
                RandomKey key = RandomKey.of(seed).split(parameter.name());
                Tensor noise = model.runtime().normal(key, parameter.value().shape()).mul(0.1);
                parameter.assign(parameter.value().add(noise));
            }
        }
    }

    private static CodeFile.Encoded encode(LatentVariableModel model, PreparedData data) {
        return CodeFile.encode(
                model,
                data.test(),
                data.columns(),
                new CodeFile.Origin("run", "checkpoint"),
                done -> {});
    }

    private void comesBack(String data, String model) throws Exception {
        CodeFile.Encoded[] encoded = new CodeFile.Encoded[1];
        with("nd4j", 1, 3, data, model, (made, prepared) -> encoded[0] = encode(made, prepared));
        with(
                "torch",
                2,
                3,
                data,
                model,
                (made, prepared) -> {
                    double[][] rows = CodeFile.read(encoded[0].bytes()).decode(made, "checkpoint");
                    Examples test = prepared.test();
                    double[][] expected = new double[test.size()][test.width()];
                    for (int i = 0; i < expected.length; i++) {
                        test.read(i, expected[i], 0);
                    }
                    assertThat(Arrays.deepEquals(rows, expected)).isTrue();
                });
        assertThat(encoded[0].costs().total())
                .isEqualTo(8.0 * encoded[0].bytes().length, offset(1e-6));
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
        with(
                Backends.AUTO,
                1,
                3,
                BINARY,
                model,
                (made, data) ->
                        assertThatThrownBy(() -> encode(made, data))
                                .isInstanceOf(IllegalArgumentException.class)
                                .hasMessageContaining(why));
    }

    private String table(String rows, String settings) throws IOException {
        Path csv = Files.writeString(temporary.resolve("table.csv"), rows);
        return "{source: table, path: '" + csv + "', " + settings + "}";
    }

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

    @ParameterizedTest
    @CsvSource({"poisson", "negative-binomial"})
    void countsComeBackThoseAboveTheTableToo(String likelihood) throws Exception {
        StringBuilder rows = new StringBuilder("a,b,c\n");
        for (int i = 0; i < 40; i++) {
            rows.append(i % 7).append(',').append(i * i).append(',').append(i % 3).append('\n');
        }
        comesBack(
                table(rows.toString(), "domain: counts"),
                "{variant: gaussian, latent: 2, likelihood: " + likelihood + "}");
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
        comesBack(
                table(rows.toString(), "columns: {count: count}"),
                "{variant: gaussian, latent: 2}");
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

    @Test
    void damagedFilesAndOtherModelsAreErrors() throws Exception {
        String model = "{variant: gaussian, latent: 3}";
        CodeFile.Encoded[] encoded = new CodeFile.Encoded[1];
        with("nd4j", 1, 3, BINARY, model, (made, data) -> encoded[0] = encode(made, data));
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
        with(
                "nd4j",
                1,
                3,
                BINARY,
                model,
                (made, data) ->
                        assertThatThrownBy(() -> CodeFile.read(bytes).decode(made, "another"))
                                .hasMessageContaining("another model"));
        // The same checksum of the checkpoint, and yet other numbers: the content's checksum tells.
        with(
                "nd4j",
                1,
                4,
                BINARY,
                model,
                (made, data) -> {
                    for (int i = 0; i < 100; i++) {
                        move(made, 100 + i);
                        assertThatThrownBy(() -> CodeFile.read(bytes).decode(made, "checkpoint"))
                                .isInstanceOf(CodeFileException.class);
                    }
                });
    }
}
