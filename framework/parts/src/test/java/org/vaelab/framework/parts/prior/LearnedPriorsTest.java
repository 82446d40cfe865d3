// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.prior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.problem.Runtimes;

/** What priors of few numbers learn, and how they fall into units. */
final class LearnedPriorsTest {

    private static final RandomKey KEY = RandomKey.of(29);

    @Test
    void aCategoricalPriorLearnsItsLogits() {
        try (TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            Prior prior = new LearnedCategorical(runtime, new OneHot(2, 3));
            assertThat(prior.parameters()).extracting(Parameter::name).containsExactly("logits");
            Parameter logits = prior.parameters().get(0);
            assertThat(logits.role()).isEqualTo(Parameter.Role.LEARNED);
            assertThat(logits.value().shape()).isEqualTo(Shape.of(2, 3));
            logits.assign(runtime.tensor(new double[] {0, 0, 1e3, 0, 1e3, 0}, Shape.of(2, 3)));
            double[] drawn = prior.sample(KEY, 1).readDoubles();
            assertThat(drawn).containsExactly(0, 0, 1, 0, 1, 0);
        }
    }

    /** The densities of the units sum to that of the whole. */
    @Test
    void theDensitiesOfUnitsSumToThatOfTheWhole() {
        try (TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            LearnedCategorical categorical = new LearnedCategorical(runtime, new OneHot(2, 3));
            categorical.parameters().get(0).assign(runtime.normal(KEY, Shape.of(2, 3)));
            checkUnits(categorical, categorical.sample(KEY, 5), 2);
            Prior normal = new StandardNormal(runtime, new Euclidean(4));
            checkUnits(normal, normal.sample(KEY, 5), 4);
        }
    }

    private static void checkUnits(Prior prior, Tensor z, int units) {
        Tensor byUnit = prior.byUnit().orElseThrow().apply(z);
        assertThat(byUnit.shape()).isEqualTo(Shape.of(5, units));
        assertThat(byUnit.sum(-1).readDoubles())
                .containsExactly(prior.logProbability(z).readDoubles(), within(1e-12));
    }
}
