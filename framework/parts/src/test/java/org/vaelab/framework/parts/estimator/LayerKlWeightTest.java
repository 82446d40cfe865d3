// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.estimator.Elbo.FreeBits;
import org.vaelab.framework.estimator.ElboTerms;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.estimator.KlSource;
import org.vaelab.framework.estimator.KlTerms;
import org.vaelab.framework.estimator.KlTerms.KlTerm;
import org.vaelab.framework.estimator.KlWeight;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.testkit.problem.GivenTerms;
import org.vaelab.testkit.problem.Runtimes;

/** Weights of the latent variables of a hierarchy. */
final class LayerKlWeightTest {

    private static final Schedule ONE = Schedule.constant(1);
    private static final Schedule RAMP = new Schedule.Linear(0, 1, 10);

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    /** R of a bound with the terms of three variables, of which the last has two factors. */
    private KlRegularizer.Regularized at(KlRegularizer regularizer, long number) {
        List<KlTerm> terms =
                List.of(term("a", 1, 2), term("ab", 10, 20), term("c.x", 3, 4), term("c.y", 5, 6));
        Tensor kl = KlTerms.sum(terms);
        ElboTerms given = GivenTerms.of(kl.expandDims(-1));
        return regularizer.of(
                new ElboTerms(given.draw(), given.reconstruction(), terms, kl),
                GivenTerms.at(kl.expandDims(-1), new TrainingProgress(number, 100)));
    }

    private KlTerm term(String name, double... values) {
        Tensor value = runtime.vector(values);
        return new KlTerm(name, value, KlSource.ANALYTIC, false, Optional.empty());
    }

    @Test
    void eachVariableHasItsOwnWeightTimesThatOfAll() {
        try (TensorScope scope = runtime.scope()) {
            KlWeight weight =
                    new KlWeight(
                            Schedule.constant(2), Map.of("a", RAMP, "c", Schedule.constant(0.5)));
            for (int step : new int[] {0, 4, 10, 50}) {
                double ramp = Math.min(step / 10.0, 1);
                KlRegularizer.Regularized found = at(weight, step);
                assertThat(found.value().readDoubles())
                        .containsExactly(
                                new double[] {
                                    2 * (ramp * 1 + 10 + 0.5 * (3 + 5)),
                                    2 * (ramp * 2 + 20 + 0.5 * (4 + 6))
                                },
                                within(1e-14));
                assertThat(found.weight().getAsDouble()).isEqualTo(2);
                assertThat(weight.isMoving(new TrainingProgress(step, 100))).isEqualTo(step < 10);
            }
        }
    }

    @Test
    void aNatOfEachVariableMayBeFree() {
        try (TensorScope scope = runtime.scope()) {
            KlRegularizer free = new FreeBits(3.6, FreeBits.Per.VARIABLE).weighing(KlWeight.ONE);
            // Means 1.5, 15, 3.5 and 5.5.
            assertThat(at(free, 0).value().readScalar())
                    .isCloseTo(3.6 + 15 + 3.6 + 5.5, within(1e-14));
        }
    }

    @Test
    void weightsOfWhatIsNotThereAreRefused() {
        KlWeight weight = new KlWeight(ONE, Map.of("normal3", RAMP));
        weight.requireVariables(List.of("normal1", "normal2", "normal3"));
        assertThatThrownBy(() -> weight.requireVariables(List.of("normal1", "normal2")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "training.layerKlWeight: there is no latent variable 'normal3'; did you mean"
                                + " 'normal1'? This model has normal1, normal2");
        assertThatThrownBy(() -> weight.requireVariables(List.of("normal3")))
                .hasMessageContaining("this model has one variable; use training.klWeight");
        KlWeight.ONE.requireVariables(List.of("z"));
        assertThatThrownBy(() -> new KlWeight(ONE, Map.of("a", Schedule.constant(-1))))
                .hasMessage("the weight of a must not be negative, falls to -1.0");
    }
}
