// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.experiments.config.Word;
import org.vaelab.framework.onnx.ModelGraphs;
import org.vaelab.framework.onnx.trace.UntraceableException;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Backends;

/**
 * Models of every variant, whose exported halves ONNX Runtime computes as VaeLab does, for batches
 * that no trace has seen. Their parameters are moved at random from where training begins, so that
 * none is 0.
 */
final class ExportedModelsTest {

    private static final long SEED = 11;
    private static final String BINARY = "{source: sprites, size: 16, train: 60, test: 20}";

    @TempDir Path temporary;

    private final TracedModels models = new TracedModels();

    private void with(String backend, String data, String model, TracedModels.Trial trial)
            throws Exception {
        models.with(
                backend,
                Files.writeString(
                        temporary.resolve("export.yaml"),
                        "data: "
                                + data
                                + "\nnetwork: {hidden: [8]}\nmodels:\n  model: "
                                + model
                                + "\n"),
                trial);
    }

    @ParameterizedTest(name = "{0}")
    @Tag("full")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {variant: gaussian, latent: 3}
                    {variant: gaussian, posterior: {type: full-normal, latent: 3}}
                    {variant: gaussian, posterior: {type: iaf, latent: 3, hidden: [8], context: 4}}
                    {variant: gaussian, latent: 3, condition: shape}
                    {variant: gaussian, latent: 3, condition: shape, prior: conditional}
                    {variant: gaussian, latent: 3, prior: learned-normal}
                    {variant: gaussian, latent: 3, prior: vamp}
                    {variant: gaussian, latent: 3, supervision: {column: shape}}
                    {variant: gaussian, latent: 'normal(2) > normal(4)', network: {latentHidden: [8]}}
                    {variant: gaussian, latent: 'normal(2) > normal(4)', inference: top-down, network: {latentHidden: [8]}}
                    {variant: gaussian, latent: 'normal(2) > normal(4)', inference: ladder, network: {latentHidden: [8]}}
                    {variant: gaussian, latent: 3, network: {encoder: convolutional, channels: [3, 4]}}
                    {variant: gaussian, latent: 3, network: {encoder: residual, channels: [3, 4], residualWidth: 3}}
                    {variant: gaussian, latent: 3, network: {encoder: [{dense: 8}, gelu, batch-norm, {residual: [layer-norm, {dense: 8}, silu, {dropout: 0.1}, {dense: 8}]}], decoder: [{dense: 8}, mish, {group-norm: 2}]}}
                    {variant: gaussian, latent: 3, condition: shape, network: {encoder: [{convolution: {channels: 3, kernel: 4, stride: 2}}, batch-norm, leaky-relu, pool, {dense: 5}], decoder: [{dense: 8}, elu, {reshape: [2, 2, 2]}, {upsample: 4}, {transposed-convolution: {channels: 2, kernel: 4, stride: 2, padding: 1}}, {group-norm: 2}, gelu]}}
                    {variant: gaussian, latent: 3, network: {encoder: [{residual: {layers: [{convolution: {channels: 3, kernel: 3, stride: 2, padding: 1}}, tanh], projection: true}}, {pool: {kind: average}}, softplus, layer-norm], decoder: mlp}}
                    {variant: top-down, stages: '1x1, 4x2', width: 6, latent: 2}
                    {variant: laplace, latent: 3, prior: {type: laplace, learned: true}}
                    {variant: student-t, latent: 3, learned: true, prior: student-t}
                    {variant: vmf, latent: 3}
                    {variant: vmf, posterior: {type: power-spherical, latent: 3}}
                    {variant: gaussian, posterior: {type: wrapped-normal, latent: 3, learnCurvature: true, gyroplanes: 4}}
                    {variant: wrapped-normal, latent: 3, input: lorentz, prior: {type: wrapped-normal, learnScale: true}}
                    {variant: product, latent: 'hyperbolic(2, learnCurvature=true, gyroplanes=4) x sphere(2) x normal(2)'}
                    {variant: gaussian, latent: 'hyperbolic(2) > normal(4)', network: {latentHidden: [8]}}
                    {variant: vmf, posterior: {type: spherical-cauchy, latent: 3}}
                    {variant: von-mises, latent: 3}
                    {variant: kumaraswamy, latent: 3}
                    {variant: dirichlet, latent: 3}
                    {variant: stick-breaking, latent: 3, prior: gem}
                    {variant: poisson, latent: 3}
                    {variant: spike-and-slab, latent: 3}
                    {variant: gumbel, variables: 2, categories: 3}
                    {variant: beta, latent: 3, beta: 2}
                    {variant: beta-tc, latent: 3, beta: 2}
                    {variant: dip, latent: 3, offDiagonal: 1, diagonal: 1}
                    {variant: mmd, latent: 3, lambda: 2}
                    {variant: factor-vae, latent: 3, gamma: 2}
                    {variant: aae, latent: 3}
                    {variant: vae-gan, latent: 3}
                    {variant: rae, latent: 3, inference: deterministic}
                    {variant: vq, codebookSize: 5, positions: 3, codeDimension: 2}
                    {variant: simvq, codebookSize: 5, positions: 3, codeDimension: 2}
                    {variant: fsq, positions: 3, levels: [3, 4]}
                    {variant: lfq, positions: 3, bits: 3}
                    {variant: bsq, positions: 3, bits: 3}
                    {variant: residual, positions: 3, stages: 2, quantiser: {type: fsq, levels: [3]}}
                    {variant: residual, positions: 3, stages: 2, quantiser: {type: simvq, codebookSize: 3, codeDimension: 2}}
                    {variant: sq, codebookSize: 5, positions: 3, codeDimension: 2}
                    {variant: product, latent: 'normal(2) x sphere(2) x onehot(2, 3)'}
                    {variant: mixture, components: 3}
                    """)
    void ofBinaryData(String model) throws Exception {
        with(Backends.AUTO, BINARY, model, OnnxComparison::both);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {variant: factor-analysis, latent: 2}
                    {variant: ppca, latent: 2}
                    {variant: state-space, state: 2, steps: 2}
                    {variant: vrnn, latent: 2, steps: 2}
                    {variant: gaussian, latent: 2, likelihood: gaussian}
                    {variant: gaussian, latent: 2, likelihood: {type: gaussian, scale: per-pixel}}
                    {variant: gaussian, latent: 2, likelihood: continuous-bernoulli}
                    {variant: gaussian, latent: 2, likelihood: discretized-logistic}
                    {variant: gaussian, latent: 2, likelihood: discretized-logistic-mixture}
                    {variant: gaussian, latent: 2, likelihood: categorical}
                    """)
    void ofGreyLevels(String model) throws Exception {
        with(Backends.AUTO, greyLevels(), model, OnnxComparison::both);
    }

    /**
     * Graphs of PyTorch with convolutions, normalisations and GELU, which were read as an
     * architecture.
     */
    @ParameterizedTest
    @Tag("full")
    @CsvSource({"1.13.0-14", "1.13.0-16", "2.13.0-17", "2.13.0-18", "2.13.0-23"})
    void ofPyTorch(String version) throws Exception {
        String network =
                "{encoder: {type: onnx, file: '%s'}, decoder: {type: onnx, file: '%s'}}"
                        .formatted(pytorch("encoder", version), pytorch("decoder", version));
        String config =
                "data: %s\nmodels:\n  model: {variant: gaussian, latent: 2, network: %s}\n"
                        .formatted(BINARY, network);
        models.with(
                Backends.AUTO,
                Files.writeString(temporary.resolve("export.yaml"), config),
                OnnxComparison::both);
    }

    private static Path pytorch(String half, String version) {
        return Path.of("../../framework/onnx/src/test/resources/graphs/models")
                .resolve(half + "-" + version + ".onnx")
                .toAbsolutePath()
                .normalize();
    }

    private String greyLevels() throws IOException {
        StringBuilder rows = new StringBuilder("a,b,c,d\n");
        int[] levels = RandomKey.of(SEED).permutation(160);
        for (int i = 0; i < levels.length; i++) {
            rows.append(levels[i]).append(i % 4 == 3 ? '\n' : ',');
        }
        Path csv = Files.writeString(temporary.resolve("grey.csv"), rows);
        return "{source: table, path: '" + csv + "', domain: grey}";
    }

    @ParameterizedTest
    @CsvSource({"nd4j", "torch"})
    void whateverTheBackend(String backend) throws Exception {
        String model =
                "{variant: gaussian, latent: 3, condition: shape, network: {encoder: convolutional,"
                        + " channels: [3, 4]}}";
        with(backend, BINARY, model, OnnxComparison::both);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {variant: gaussian, latent: 3, inference: svi} | has no encoder
                    {variant: gaussian, latent: 3, inference: semi-amortized} | overwrites
                    {variant: gaussian, latent: 3, inference: map, estimator: joint} | has no encoder
                    {variant: gaussian, latent: 3, inference: hmc, estimator: joint} | has no encoder
                    """)
    void anEncoderThatIsNoneIsRefusedAndTheGeneratorIsNot(String model, String why)
            throws Exception {
        with(
                Backends.AUTO,
                BINARY,
                model,
                of -> {
                    ModelGraphs graphs = of.graphs();
                    assertThatThrownBy(graphs::encoder)
                            .isInstanceOf(UntraceableException.class)
                            .hasMessageContaining(why);
                    of.generator(graphs.generator());
                });
    }

    @Test
    void aGeneratorWithoutAMeanIsRefusedAndTheEncoderIsNot() throws Exception {
        with(
                Backends.AUTO,
                BINARY,
                "{variant: gaussian, latent: 3, likelihood: made}",
                of -> {
                    ModelGraphs graphs = of.graphs();
                    assertThatThrownBy(graphs::generator)
                            .isInstanceOf(UntraceableException.class)
                            .hasMessageContaining("no closed form");
                    of.encoder(graphs.encoder());
                });
    }

    /**
     * Every variant stands above, so that a new one is tried. One of them is a file of ONNX
     * already.
     */
    @Test
    void everyVariantIsTried() throws IOException {
        String source =
                Files.readString(
                        Path.of(System.getProperty("vaelab.root", ".."))
                                .resolve("experiments/lab/src/test/java")
                                .resolve(
                                        ExportedModelsTest.class.getName().replace('.', '/')
                                                + ".java"));
        Stream<String> names = Word.all(models.plugins()).keySet().stream();
        assertThat(names).allMatch(name -> source.contains("{variant: " + name + ","));
    }
}
