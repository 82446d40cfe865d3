// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.HeadForm;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.family.ToyNormal;
import org.vaelab.testkit.problem.Runtimes;

/** What the contract of posteriors says of forms in which an encoder from elsewhere is misread. */
final class FormsCheckTest {

    private static final TensorRuntime RUNTIME = Runtimes.reference(DType.FLOAT64);
    private static final double BOUND = 4;

    @AfterAll
    static void close() {
        RUNTIME.close();
    }

    /**
     * A Normal whose log variance is held within 4, and less than that where a defect says so.
     *
     * @param form of the head, changed by a defect
     */
    private record Bounded(double bound, UnaryOperator<HeadForm> form) implements PosteriorFamily {

        private static final ToyNormal.Family NORMAL = new ToyNormal.Family(2);

        @Override
        public LatentSpace space() {
            return NORMAL.space();
        }

        @Override
        public Head head() {
            return NORMAL.head();
        }

        @Override
        public List<HeadForm> forms() {
            return List.of(form.apply(HeadForm.of(head()).within("logVariance", -BOUND, BOUND)));
        }

        @Override
        public Posterior of(Tensor headOutput, Phase phase) {
            List<Tensor> given = head().split(headOutput);
            return NORMAL.of(given.get(0), given.get(1).maximum(-bound).minimum(bound));
        }
    }

    private static void check(Bounded family) {
        try (TensorScope scope = RUNTIME.scope()) {
            Tensor heads = RUNTIME.normal(RandomKey.of(1), Shape.of(3, 4));
            FormsCheck.check(family, heads, RandomKey.of(2));
        }
    }

    @Test
    void aRightFormPasses() {
        assertThatCode(() -> check(new Bounded(BOUND, form -> form))).doesNotThrowAnyException();
    }

    @Test
    void aFormOfAnotherDistributionIsFound() {
        UnaryOperator<HeadForm> shifted =
                form -> new HeadForm(form.numbers(), given -> form.toHead().apply(given).add(0.01));
        assertThatThrownBy(() -> check(new Bounded(BOUND, shifted)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("log q(z) of the numbers() of a distribution is ")
                .hasMessageContaining("the form (mean, logVariance) makes it again");
    }

    @Test
    void limitsThatChangeWhatIsWithinThemAreFound() {
        assertThatThrownBy(() -> check(new Bounded(BOUND / 2, form -> form)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("'logVariance', within the limits of the form, is -3.84")
                .hasMessageContaining("and -2.0");
    }
}
