// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSummary.LabelColumn;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.latent.Prior.PreparedPrior;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.network.Initializer;
import org.vaelab.framework.network.Mlp;
import org.vaelab.framework.parts.likelihood.Gaussian;
import org.vaelab.framework.parts.prior.LearnedNormal;
import org.vaelab.framework.parts.prior.MixtureOfNormals;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.family.ToyCategorical;
import org.vaelab.testkit.family.ToyNormal;
import org.vaelab.testkit.problem.Runtimes;

/** A chain of a Normal on R^2, two categories and a Normal on R, given a label. */
final class DeepGenerativeModelTest {

    private static final RandomKey KEY = RandomKey.of(11);
    private static final int WIDTH = 4;
    private static final Euclidean PLANE = new Euclidean(2);
    private static final OneHot CODES = new OneHot(2, 3);
    private static final Euclidean LINE = new Euclidean(1);
    private static final Conditioning LABEL =
            new Conditioning(
                    List.of(
                            new Conditioning.Label(
                                    new LabelColumn("label", List.of("no", "yes")))));

    private TensorRuntime runtime;
    private TensorScope scope;

    @BeforeEach
    void openRuntime() {
        runtime = Runtimes.reference(DType.FLOAT64);
        scope = runtime.scope();
    }

    @AfterEach
    void closeRuntime() {
        scope.close();
        runtime.close();
    }

    private Mlp mlp(String name, int inputs, int outputs) {
        return new Mlp(
                runtime,
                KEY.split(name),
                inputs,
                List.of(5),
                outputs,
                Activation.TANH,
                Initializer.GLOROT);
    }

    private DeepGenerativeModel chain(Prior prior) {
        return new DeepGenerativeModel(
                runtime,
                DataShape.flat(WIDTH),
                LABEL,
                new DeepGenerativeModel.Root("top", prior, PLANE.networkInput()),
                List.of(
                        new DeepGenerativeModel.Layer(
                                "code",
                                mlp("code", 2, 6),
                                new ToyCategorical.Family(
                                        CODES.variables(),
                                        CODES.categories(),
                                        ToyCategorical.Draws.RELAXED),
                                CODES.networkInput()),
                        new DeepGenerativeModel.Layer(
                                "last",
                                mlp("last", 6, 2),
                                new ToyNormal.Family(LINE.dimension()),
                                LINE.networkInput())),
                new DeepGenerativeModel.Output(
                        mlp("output", 1 + 2, WIDTH), Gaussian.shared(runtime, 0.5, 0.1)));
    }

    private DeepGenerativeModel chain() {
        return chain(new LearnedNormal(runtime, PLANE));
    }

    @Test
    void itsVariablesAreInAncestralOrderWithTheirParents() {
        assertThat(chain().latents())
                .containsExactly(
                        new LatentVariable("top", PLANE, List.of()),
                        new LatentVariable("code", CODES, List.of("top")),
                        new LatentVariable("last", LINE, List.of("code")));
    }

    @Test
    void itsParametersAreCalledByTheirVariables() {
        List<String> names = chain().parameters().stream().map(Parameter::name).toList();
        assertThat(names).doesNotHaveDuplicates();
        assertThat(names.stream().map(name -> name.replaceAll("\\.\\d.*", "")).distinct())
                .containsExactly(
                        "prior.top.mean",
                        "prior.top.logVariance",
                        "prior.code",
                        "prior.last",
                        "decoder",
                        "likelihood.logScale");
        LatentVariableModel model =
                new LatentVariableModel(chain(), inference(), new KlRegistry(List.of()));
        assertThat(model.priorParameters())
                .extracting(Parameter::name)
                .isNotEmpty()
                .allMatch(name -> name.startsWith("prior."));
    }

    private AmortizedInference inference() {
        return new AmortizedInference(
                new AmortizedInference.Encoder(
                        "last",
                        mlp("encoder", WIDTH + 2, 2),
                        new ToyNormal.Family(LINE.dimension())),
                List.of(
                        new AmortizedInference.Layer(
                                "code",
                                "last",
                                LINE.networkInput(),
                                mlp("up", 1, 6),
                                new ToyCategorical.Family(
                                        CODES.variables(),
                                        CODES.categories(),
                                        ToyCategorical.Draws.RELAXED)),
                        new AmortizedInference.Layer(
                                "top",
                                "code",
                                CODES.networkInput(),
                                mlp("upmost", 6, 4),
                                new ToyNormal.Family(PLANE.dimension()))));
    }

    @Test
    void theParametersOfItsInferenceAreCalledByTheirVariables() {
        assertThat(
                        inference().parameters().stream()
                                .map(p -> p.name().replaceAll("\\.\\d.*", ""))
                                .distinct())
                .containsExactly("encoder.last", "encoder.code", "encoder.top");
        AmortizedInference.Encoder alone =
                new AmortizedInference.Encoder(
                        "z", mlp("encoder", WIDTH, 2), new ToyNormal.Family(LINE.dimension()));
        assertThat(new AmortizedInference(alone).parameters())
                .extracting(Parameter::name)
                .containsExactly(
                        "encoder.0.weight", "encoder.0.bias", "encoder.1.weight", "encoder.1.bias");
    }

    /** Layers of the generative model are the distributions of evaluation: here of unit vectors. */
    @Test
    void drawsFromItsPriorsParentsFirst() {
        int n = 7;
        DeepGenerativeModel model = chain();
        Map<String, Tensor> given = LABEL.trial(n, runtime);
        Latents drawn = model.sample(KEY, n, given);
        assertThat(drawn.byName().keySet()).containsExactly("top", "code", "last");
        assertThat(drawn.z("top").shape()).isEqualTo(Shape.of(n, 2));
        assertThat(drawn.z("code").shape()).isEqualTo(Shape.of(n, 2, 3));
        assertThat(drawn.z("last").shape()).isEqualTo(Shape.of(n, 1));
        assertThat(drawn.z("code").readDoubles()).containsOnly(0, 1);
        assertThat(drawn.z("top").readDoubles())
                .isEqualTo(model.rootPrior().sample(KEY, n, Map.of()).readDoubles());
        assertThat(model.output(drawn, given).sample(KEY).shape()).isEqualTo(Shape.of(n, WIDTH));
        assertThat(model.sample(KEY, n, given).z("last").readDoubles())
                .isEqualTo(drawn.z("last").readDoubles());
    }

    /** One of each row: of K draws of B rows the same as of K B rows. */
    @Test
    void aConditionalPriorIsOneForEachDraw() {
        DeepGenerativeModel model = chain();
        Tensor z = model.sample(KEY, 6, LABEL.trial(6, runtime)).z("code");
        Latents flat = Latents.of("code", z);
        Latents folded = Latents.of("code", z.reshape(3, 2, 2, 3));
        ToyNormal one = (ToyNormal) model.prior("last", flat, Map.of());
        ToyNormal other = (ToyNormal) model.prior("last", folded, Map.of());
        assertThat(one.mean().shape()).isEqualTo(Shape.of(6, 1));
        assertThat(other.mean().readDoubles()).isEqualTo(one.mean().readDoubles());
        assertThatThrownBy(() -> model.prior("last", Latents.NONE, Map.of()))
                .hasMessage("no values of latent variable 'code', only of []");
        assertThatThrownBy(() -> model.prior("bottom", flat, Map.of()))
                .hasMessage("there is no latent variable 'bottom'");
    }

    /**
     * log p(z) of draws is the sum over the variables, each under its own prior given its parents.
     */
    @Test
    void theLogPriorOfDrawsIsTheSumOverTheVariables() {
        int samples = 3;
        int batch = 2;
        DeepGenerativeModel model = chain();
        LatentVariableModel with =
                new LatentVariableModel(model, inference(), new KlRegistry(List.of()));
        Batch examples =
                new Batch(
                        runtime.normal(KEY, Shape.of(batch, WIDTH)),
                        LABEL.trial(batch, runtime),
                        new int[batch]);
        JointDraw draw = with.infer(examples, KEY, Phase.evaluation()).draw(KEY, samples);
        double[] found = with.logPrior(draw, examples).readDoubles();
        assertThat(found).hasSize(samples * batch);
        for (int k = 0; k < samples; k++) {
            for (int b = 0; b < batch; b++) {
                double sum = 0;
                for (LatentVariable latent : model.latents()) {
                    Latents one = at(draw, k, b);
                    sum +=
                            model.prior(latent.name(), one, Map.of())
                                    .logProbability(
                                            one.z(latent.name())
                                                    .reshape(
                                                            latent.space()
                                                                    .eventShape()
                                                                    .prepend(1, 1)))
                                    .readScalar();
                }
                assertThat(found[k * batch + b]).isCloseTo(sum, within(1e-12));
            }
        }
        assertThat(with.output(draw, examples).logProbability(examples.x()).shape())
                .isEqualTo(Shape.of(samples, batch));
    }

    /** One draw of one example alone, with the leading axis [1]. */
    private static Latents at(JointDraw draw, int k, int b) {
        Latents one = Latents.NONE;
        for (LatentDraw latent : draw.latents()) {
            Tensor z = latent.draw().z().slice(0, k, k + 1).slice(1, b, b + 1);
            Tensor row = z.reshape(z.shape().from(1));
            one = one.with(latent.name(), () -> row);
        }
        return one;
    }

    @Test
    void theDecoderIsGivenTheLastVariableAndTheLabel() {
        DeepGenerativeModel model = chain();
        Latents drawn = model.sample(KEY, 2, LABEL.trial(2, runtime));
        Latents last = Latents.of("last", drawn.z("last"));
        List<double[]> means = new ArrayList<>();
        for (int label = 0; label < 2; label++) {
            Map<String, Tensor> given =
                    Map.of("label", LABEL.labels().get(0).of(new int[] {label, label}, runtime));
            means.add(model.output(last, given).mean().orElseThrow().readDoubles());
            assertThat(model.output(drawn, given).mean().orElseThrow().readDoubles())
                    .isEqualTo(means.get(label));
        }
        assertThat(means.get(0)).isNotEqualTo(means.get(1));
        assertThatThrownBy(() -> model.output(last, Map.of()))
                .hasMessage("the model is conditioned on 'label', which is not given");
    }

    @Test
    void anotherPriorSharesAllElse() {
        DeepGenerativeModel model = chain();
        DeepGenerativeModel other = model.under(new StandardNormal(runtime, PLANE));
        assertThat(other.rootPrior()).isInstanceOf(StandardNormal.class);
        assertThat(other.latents()).isEqualTo(model.latents());
        assertThat(other.likelihood()).isSameAs(model.likelihood());
        List<Parameter> left = new ArrayList<>(model.parameters());
        left.removeIf(p -> p.name().startsWith("prior.top."));
        assertThat(other.parameters().stream().map(Parameter::value))
                .containsExactlyElementsOf(left.stream().map(Parameter::value).toList());
    }

    @Test
    void preparedItSaysTheSame() {
        DeepGenerativeModel model = chain(new MixtureOfNormals.Settings(4).of(runtime, KEY, PLANE));
        DeepGenerativeModel prepared = model.prepared();
        assertThat(prepared.rootPrior()).isInstanceOf(PreparedPrior.class);
        Tensor z = runtime.normal(KEY, Shape.of(5, 2));
        assertThat(prepared.prior("top", Latents.NONE, Map.of()).logProbability(z).readDoubles())
                .isEqualTo(
                        model.prior("top", Latents.NONE, Map.of()).logProbability(z).readDoubles());
    }
}
