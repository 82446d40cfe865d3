// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.tensor.ReferenceBackend;

/** A model that takes a missing value for a number, or counts too little without it, is found. */
final class MissingCheckTest {

    private static final RandomKey KEY = RandomKey.of(0);

    /** A value that is missing counts as this number, and its row by this much more. */
    private record Filled(OutputDistribution sound, double number, double more)
            implements OutputDistribution {

        @Override
        public Tensor logProbability(Tensor x) {
            Tensor isPresent = x.eq(x);
            Tensor instead = x.runtime().full(number, Shape.scalar()).cast(x.dtype());
            Tensor missing = isPresent.neg().add(1).sum(-1);
            return sound.logProbability(x.where(isPresent, instead)).add(missing.mul(more));
        }

        @Override
        public Tensor sample(RandomKey key) {
            return sound.sample(key);
        }
    }

    private record OfFilled(GenerativeModel wrapped, double number, double more)
            implements GenerativeModel.WrappedModel {

        @Override
        public OutputDistribution output(Latents z, Map<String, Tensor> given) {
            return new Filled(wrapped.output(z, given), number, more);
        }
    }

    private static void check(TensorRuntime runtime, double number, double more) {
        GenerativeModel sound = EvidenceModel.ofMissing(runtime);
        GenerativeModel model =
                Double.isNaN(number) && more == 0 ? sound : new OfFilled(sound, number, more);
        double[] row = EvidenceModel.batch(runtime).x().slice(0, 0, 1).readDoubles();
        new MissingCheck(model, ValueDomain.BINARY).check(row, KEY);
    }

    /** Draws are those of another value of z. */
    private record OtherDraws(GenerativeModel wrapped) implements GenerativeModel.WrappedModel {

        @Override
        public OutputDistribution output(Latents z, Map<String, Tensor> given) {
            OutputDistribution sound = wrapped.output(z, given);
            OutputDistribution other = wrapped.output(z.mapped(values -> values.add(3)), given);
            return new OutputDistribution() {
                @Override
                public Tensor logProbability(Tensor x) {
                    return sound.logProbability(x);
                }

                @Override
                public Tensor sample(RandomKey key) {
                    return other.sample(key);
                }
            };
        }
    }

    @Test
    void drawsOfAnotherDensityAreFound() {
        try (TensorRuntime runtime = TensorRuntime.strict(new ReferenceBackend(), DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            GenerativeModel sound = EvidenceModel.single(runtime);
            assertThatCode(() -> drawn(sound)).doesNotThrowAnyException();
            assertThatThrownBy(() -> drawn(new OtherDraws(sound)))
                    .hasMessageContaining("draws of x given z do not have its density");
        }
    }

    private static void drawn(GenerativeModel model) {
        new DrawnDataCheck(model, ValueDomain.BINARY, KEY).check(KEY);
    }

    @Test
    void whatIsNotIntegratedOutIsFound() {
        try (TensorRuntime runtime = TensorRuntime.strict(new ReferenceBackend(), DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            assertThatCode(() -> check(runtime, Double.NaN, 0)).doesNotThrowAnyException();
            assertThatThrownBy(() -> check(runtime, 0, 0))
                    .hasMessageContaining("log p(x given z) of a row without values");
            assertThatThrownBy(() -> check(runtime, Double.NaN, -0.1))
                    .hasMessageContaining("log p(x given z)");
        }
    }
}
