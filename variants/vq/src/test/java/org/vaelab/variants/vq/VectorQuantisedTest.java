// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.latent.NetworkInput;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.autodiff.Gradients;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.tensor.GradientCheck;
import org.vaelab.testkit.tensor.ReferenceBackend;

class VectorQuantisedTest {

    private static final RandomKey KEY = RandomKey.of(3);
    private static final OneHot SPACE = new OneHot(2, 4);
    private static final Phase TRAINING = Phase.training(new TrainingProgress(1, 2));

    private final TensorRuntime runtime =
            TensorRuntime.strict(new ReferenceBackend(), DType.FLOAT64);
    private final TensorScope scope = runtime.scope();

    @AfterEach
    void close() {
        scope.close();
        runtime.close();
    }

    private QuantisedFamily family(Codebook.Learning learning) {
        Codebook codebook =
                new Codebook(
                        runtime,
                        KEY,
                        new VectorQuantisedPosterior(
                                2,
                                null,
                                4,
                                3,
                                0.25,
                                learning,
                                0.99,
                                0.02,
                                GradientCopy.STRAIGHT_THROUGH));
        return new QuantisedFamily(
                SPACE, Optional.empty(), List.of(codebook), GradientCopy.STRAIGHT_THROUGH, 0);
    }

    private Parameter head() {
        return Parameter.learned("head", runtime.normal(KEY.split("head"), Shape.of(5, 6)));
    }

    private static Parameter codes(QuantisedFamily family) {
        return family.networkInput().parameters().get(0);
    }

    @Test
    void theDecoderIsGivenTheCodesAndTheEncoderItsGradient() {
        QuantisedFamily family = family(Codebook.Learning.EMA);
        Parameter head = head();
        Tensor weights = runtime.normal(KEY.split("weights"), Shape.of(3, 5, 6));
        try (GradientTape tape = GradientTape.record(runtime)) {
            Draw draw = family.of(head.value(), TRAINING).draw(KEY, 3);
            Tensor embedded = draw.networkInput(family.networkInput());
            assertThat(embedded.readDoubles())
                    .containsExactly(family.networkInput().of(draw.z()).readDoubles());
            Gradients gradients = tape.gradients(embedded.mul(weights).sum());
            assertThat(gradients.find(head.value()).orElseThrow().readDoubles())
                    .containsExactly(weights.sum(0).readDoubles());
        }
    }

    @Test
    void penaltiesAreSumsOverPositionsAndCoordinates() {
        QuantisedFamily family = family(Codebook.Learning.GRADIENT);
        Tensor head = head().value().stopGradient();
        Draw draw = family.of(head, TRAINING).draw(KEY, 2);
        double[] e = head.readDoubles();
        double[] c = draw.networkInput(family.networkInput()).readDoubles();
        double[] commitment = draw.effects().penalties().get("commitment").readDoubles();
        double[] codebook = draw.effects().penalties().get("codebook").readDoubles();
        assertThat(commitment).hasSize(10);
        for (int b = 0; b < 5; b++) {
            double sum = 0;
            for (int j = 6 * b; j < 6 * b + 6; j++) {
                sum += (e[j] - c[j]) * (e[j] - c[j]);
            }
            assertThat(commitment[b]).isCloseTo(0.25 * sum, within(1e-13));
            assertThat(codebook[b]).isCloseTo(sum, within(1e-13));
        }
        assertThat(
                        family(Codebook.Learning.EMA)
                                .of(head, TRAINING)
                                .draw(KEY, 1)
                                .effects()
                                .penalties())
                .containsOnlyKeys("commitment");
        assertThat(family.of(head, Phase.evaluation()).draw(KEY, 1).effects().penalties())
                .isEmpty();
    }

    @Test
    void theCommitmentMovesTheEncoderAndTheCodebookLossTheCodes() {
        Tensor e = runtime.normal(KEY.split("e"), Shape.of(2, 2, 3));
        Tensor c = runtime.normal(KEY.split("c"), Shape.of(2, 2, 3));
        GradientCheck.of(runtime).check("commitment", in -> penalty("commitment", in.get(0), c), e);
        GradientCheck.of(runtime).check("codebook", in -> penalty("codebook", e, in.get(0)), c);
        Parameter vectors = Parameter.learned("e", e);
        Parameter codes = Parameter.learned("c", c);
        for (List<Parameter> movedAndFixed :
                List.of(List.of(vectors, codes), List.of(codes, vectors))) {
            try (GradientTape tape = GradientTape.record(runtime)) {
                String name = movedAndFixed.get(0).equals(vectors) ? "commitment" : "codebook";
                Tensor penalty = penalty(name, vectors.value(), codes.value()).sum();
                Gradients gradients = tape.gradients(penalty);
                assertThat(gradients.find(movedAndFixed.get(0).value())).isPresent();
                assertThat(gradients.find(movedAndFixed.get(1).value())).isEmpty();
            }
        }
    }

    private Tensor penalty(String name, Tensor e, Tensor c) {
        Quantiser codebook = family(Codebook.Learning.GRADIENT).stages().get(0);
        return Objects.requireNonNull(codebook.penalties(e, c).get(name)).sum(-1);
    }

    @Test
    void aCodebookLearnedByGradientIsALearnedParameter() {
        QuantisedFamily family = family(Codebook.Learning.GRADIENT);
        assertThat(codes(family).role()).isEqualTo(Parameter.Role.LEARNED);
        assertThat(codes(family(Codebook.Learning.EMA)).role()).isEqualTo(Parameter.Role.STATE);
        Parameter head = head();
        try (GradientTape tape = GradientTape.record(runtime)) {
            Draw draw = family.of(head.value(), TRAINING).draw(KEY, 1);
            Tensor decoded = draw.networkInput(family.networkInput()).square().sum();
            assertThat(tape.gradients(decoded).find(codes(family).value())).isEmpty();
        }
    }

    @Test
    void theProbabilityIsOneAtTheCodesAndZeroElsewhere() {
        Quantised q = family(Codebook.Learning.EMA).of(head().value(), Phase.evaluation());
        Tensor z = q.location();
        Tensor other = z.argMax(-1).oneHot(4).mul(-1).add(1).div(3).argMax(-1).oneHot(4);
        Tensor oneDiffers = Tensor.concatenate(List.of(z.slice(1, 0, 1), other.slice(1, 1, 2)), 1);
        Tensor all = Tensor.stack(List.of(z, other, oneDiffers), 0);
        double[] logQ = q.logProbability(all).readDoubles();
        for (int i = 0; i < logQ.length; i++) {
            assertThat(logQ[i]).isEqualTo(i < 5 ? 0 : Double.NEGATIVE_INFINITY);
        }
        assertThat(q.draw(KEY, 2).logProbability().readDoubles()).containsOnly(0).hasSize(10);
    }

    /** As a training step does once it is decided on. */
    private static void makeUpdates(Draw draw) {
        draw.effects().updates().forEach(update -> update.make(new TrainingProgress(1, 2)));
    }

    @Test
    void evaluationLeavesTheCodebookAlone() {
        QuantisedFamily family = family(Codebook.Learning.EMA);
        double[] before = codes(family).value().readDoubles();
        Draw evaluated = family.of(head().value(), Phase.evaluation()).draw(KEY, 1);
        assertThat(evaluated.effects().updates()).isEmpty();
        Draw tried = family.of(head().value(), TRAINING).draw(KEY, 1);
        assertThat(codes(family).value().readDoubles()).containsExactly(before);
        makeUpdates(tried);
        double[] after = codes(family).value().readDoubles();
        assertThat(after).isNotEqualTo(before);
        makeUpdates(evaluated);
        assertThat(codes(family).value().readDoubles()).containsExactly(after);
    }

    /** K draws of R rows as one draw of K R rows, with all that they bring to a step. */
    @Test
    void aDrawUnderOtherLeadingAxesIsTheSameDraw() {
        QuantisedFamily family = family(Codebook.Learning.GRADIENT);
        NetworkInput input = family.networkInput();
        Parameter head = head();
        Tensor weights = runtime.normal(KEY.split("weights"), Shape.of(1, 15, 6));
        try (GradientTape tape = GradientTape.record(runtime)) {
            Draw draw = family.of(head.value(), TRAINING).draw(KEY, 3);
            Draw flat = draw.reshaped(1, 15);
            assertThat(flat.z().shape()).isEqualTo(Shape.of(1, 15, 2, 4));
            assertThat(flat.z().readDoubles()).isEqualTo(draw.z().readDoubles());
            assertThat(flat.logProbability().shape()).isEqualTo(Shape.of(1, 15));
            assertThat(flat.networkInput(input).shape()).isEqualTo(Shape.of(1, 15, 6));
            assertThat(flat.networkInput(input).readDoubles())
                    .isEqualTo(draw.networkInput(input).readDoubles());
            assertThat(flat.isRelaxed()).isFalse();
            assertThat(flat.effects().updates()).isEqualTo(draw.effects().updates()).hasSize(1);
            assertThat(flat.effects().penalties()).containsOnlyKeys("commitment", "codebook");
            flat.effects()
                    .penalties()
                    .forEach(
                            (name, penalty) -> {
                                assertThat(penalty.shape()).isEqualTo(Shape.of(1, 15));
                                assertThat(penalty.readDoubles())
                                        .isEqualTo(
                                                Objects.requireNonNull(
                                                                draw.effects()
                                                                        .penalties()
                                                                        .get(name))
                                                        .readDoubles());
                            });
            // Straight through, as before.
            Gradients gradients = tape.gradients(flat.networkInput(input).mul(weights).sum());
            assertThat(gradients.find(head.value()).orElseThrow().readDoubles())
                    .containsExactly(weights.reshape(3, 5, 6).sum(0).readDoubles());
        }
    }

    /**
     * Without a draw at hand, as for codes that are sampled, networks are given the codes as well.
     */
    @Test
    void theNetworkInputLooksCodesUp() {
        QuantisedFamily family = family(Codebook.Learning.EMA);
        NetworkInput input = family.networkInput();
        assertThat(input.width()).isEqualTo(6);
        assertThat(input.grid()).isEmpty();
        assertThat(family.parameters()).isEmpty();
        assertThat(input.parameters())
                .extracting(Parameter::name)
                .containsExactly("codebook.codes", "codebook.counts", "codebook.sums");
        int[] chosen = {2, 0, 3, 3};
        Tensor z = runtime.indices(chosen, Shape.of(2, 2)).oneHot(4);
        double[] rows = input.of(z).readDoubles();
        double[] codes = codes(family).value().readDoubles();
        for (int i = 0; i < chosen.length; i++) {
            for (int j = 0; j < 3; j++) {
                assertThat(rows[3 * i + j]).isEqualTo(codes[3 * chosen[i] + j]);
            }
        }
    }

    private static final Plugins PLUGINS = Plugins.load(VectorQuantisedTest.class.getClassLoader());

    private static VectorQuantisedPosterior settings(
            Integer positions, List<Integer> grid, double commitment) {
        return new VectorQuantisedPosterior(
                positions,
                grid,
                8,
                2,
                commitment,
                Codebook.Learning.EMA,
                0.99,
                0.02,
                GradientCopy.STRAIGHT_THROUGH);
    }

    @Test
    void positionsOrAGridSayHowManyCodesThereAre() {
        assertThat(settings(5, null, 0).knownSpace(PLUGINS)).hasValue(new OneHot(5, 8));
        assertThat(settings(null, List.of(3, 4), 0).knownSpace(PLUGINS))
                .hasValue(new OneHot(12, 8));
        assertThatThrownBy(() -> settings(null, null, 0))
                .hasMessage("either positions or grid must be set, and not both");
        assertThatThrownBy(() -> settings(4, List.of(2, 2), 0))
                .hasMessage("either positions or grid must be set, and not both");
        assertThatThrownBy(() -> settings(null, List.of(3), 0))
                .hasMessage("grid must be rows and columns, such as [7, 7], is [3]");
        assertThatThrownBy(() -> settings(4, null, Double.NaN))
                .hasMessage("commitment must be at least 0, is NaN");
    }
}
