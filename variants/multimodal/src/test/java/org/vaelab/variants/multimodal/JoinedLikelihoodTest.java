// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.multimodal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.estimator.EstimatorPart;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.model.DeepGenerativeModel;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.problem.Runtimes;

/** Which decoders run. */
final class JoinedLikelihoodTest {

    private static final double NAN = Double.NaN;

    private final List<String> runs = new ArrayList<>();

    private final class Counted implements Decoder {

        private final String modality;
        private final Decoder decoder;

        Counted(String modality, Decoder decoder) {
            this.modality = modality;
            this.decoder = decoder;
        }

        @Override
        public Tensor apply(Tensor x) {
            runs.add(modality);
            return decoder.apply(x);
        }

        @Override
        public void startAt(double[] mean, UnaryOperator<double[]> headOutput) {
            decoder.startAt(mean, headOutput);
        }

        @Override
        public List<Parameter> parameters() {
            return decoder.parameters();
        }
    }

    @Test
    void decodersOfWhatNoDatumHasDoNotRunForADensity() {
        try (TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            DeepGenerativeModel p =
                    (DeepGenerativeModel)
                            TwoViews.model(
                                            runtime,
                                            TwoViews.part(
                                                    PosteriorPart.class,
                                                    "diagonal-normal",
                                                    Map.of("latent", 2)),
                                            "poe",
                                            Map.of(),
                                            TwoViews.part(EstimatorPart.class, "elbo", Map.of()))
                                    .model()
                                    .generative();
            JoinedDecoder made = (JoinedDecoder) p.output().network();
            Map<String, Decoder> counted = new LinkedHashMap<>();
            made.parts().forEach((name, of) -> counted.put(name, new Counted(name, of)));
            JoinedDecoder decoder = new JoinedDecoder(counted);
            Tensor z = runtime.tensor(new double[] {0.4, -0.2}, Shape.of(1, 2));
            Modality b = TwoViews.of(TwoViews.ROWS).form().modalities().get(1);

            OutputDistribution all = p.likelihood().of(decoder, z, Map.of());
            Tensor x = TwoViews.batch(runtime, new double[] {NAN, NAN, -0.8}).x();
            double[] ofB = all.logProbability(x).readDoubles();
            assertThat(runs).containsExactly("a", "b");

            runs.clear();
            OutputDistribution alone =
                    JoinedLikelihood.alone(p.likelihood(), b).of(decoder, z, Map.of());
            assertThat(alone.logProbability(x).readDoubles()).containsExactly(ofB);
            assertThat(runs).containsExactly("b");

            RandomKey key = RandomKey.of(1);
            assertThat(alone.sample(key).readDoubles())
                    .as("a draw has all modalities")
                    .containsExactly(all.sample(key).readDoubles());
        }
    }
}
