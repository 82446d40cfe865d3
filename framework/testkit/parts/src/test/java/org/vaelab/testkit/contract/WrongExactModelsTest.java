// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.ExpectationMaximizable;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.JointPosterior.ExactPosterior;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.testkit.family.ToyNormal;
import org.vaelab.testkit.tensor.ReferenceBackend;

/** Draws that are not of the exact posterior, and a maximisation that is none, are found. */
final class WrongExactModelsTest {

    private static final RandomKey KEY = RandomKey.of(0);

    /**
     * A model whose posterior is moved and spread, and whose maximum is another.
     */
    private record Wrong(LinearEvidence wrapped, double shift, double spread, double share)
            implements GenerativeModel.WrappedModel, ExpectationMaximizable {

        @Override
        public JointPosterior posterior(Batch batch) {
            ToyNormal q = (ToyNormal) wrapped.posterior(batch).first();
            return ExactPosterior.of(
                    EvidenceModel.ONLY,
                    new ToyNormal(q.mean().add(shift), q.logVariance().add(2 * Math.log(spread))));
        }

        @Override
        public OutputDistribution output(Latents z, Map<String, Tensor> given) {
            return wrapped.output(z, given);
        }

        @Override
        public void expect(Batch batch, double rate) {
            wrapped.expect(batch, rate);
        }

        @Override
        public void maximize() {
            wrapped.maximize();
            Tensor best = wrapped.offset().value();
            wrapped.offset().assign(best.mul(share));
        }

        @Override
        public Tensor bound(Batch batch) {
            return wrapped.bound(batch);
        }
    }

    private static void run(
            double shift, double spread, double share, Consumer<ExpectationMaximizable> check) {
        try (TensorRuntime runtime = TensorRuntime.strict(new ReferenceBackend(), DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            check.accept(new Wrong(new LinearEvidence(runtime), shift, spread, share));
        }
    }

    private static void draws(double shift, double spread) {
        run(
                shift,
                spread,
                1,
                model ->
                        new ExactPosteriorCheck(model)
                                .check(EvidenceModel.batch(model.runtime()).x(), KEY));
    }

    private static void maximum(double share) {
        run(
                0,
                1,
                share,
                model ->
                        new MaximisationCheck(model, SmallData.SIZE)
                                .check(
                                        model.runtime()
                                                .uniform(
                                                        KEY,
                                                        EvidenceModel.batch(model.runtime())
                                                                .x()
                                                                .shape()
                                                                .from(1)
                                                                .prepend(30))));
    }

    @Test
    void drawsOfAnotherDistributionAreFound() {
        assertThatCode(() -> draws(0, 1)).doesNotThrowAnyException();
        assertThatThrownBy(() -> draws(0.1, 1))
                .hasMessageStartingWith("over draws of the exact posterior of datum 0, the mean");
        assertThatThrownBy(() -> draws(0, 1.2)).hasMessageContaining("times z less its location");
    }

    @Test
    void anotherMaximumIsFound() {
        assertThatCode(() -> maximum(1)).doesNotThrowAnyException();
        assertThatThrownBy(() -> maximum(0.8)).hasMessageContaining("EM");
    }
}
