// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.NetworkSettings;
import org.vaelab.framework.parts.likelihood.Bernoulli;
import org.vaelab.framework.parts.likelihood.MaskedBernoulli;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.contract.Halves;
import org.vaelab.testkit.problem.Runtimes;

final class DenseDecoderTest {

    private static final RandomKey KEY = RandomKey.of(11);

    @Test
    void aDecoderStartsFromTheDataMean() {
        try (TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            double[] mean = {0.25, 0.5, 0.9, 0, 1};
            Bernoulli likelihood = new Bernoulli();
            Decoder decoder =
                    new Halves(runtime, StrictMapper.defaults(Perceptron.class))
                            .decoder(
                                    KEY,
                                    2,
                                    Optional.empty(),
                                    0,
                                    DataShape.flat(5),
                                    likelihood.head(DataShape.flat(5)));
            likelihood.startAt(mean, decoder);
            List<Parameter> parameters = decoder.parameters();
            Parameter lastWeight = parameters.get(parameters.size() - 2);
            lastWeight.assign(runtime.zeros(lastWeight.value().shape()));

            Tensor logits = decoder.apply(runtime.normal(KEY, Shape.of(3, 2)));
            double[] means = likelihood.of(logits).mean().orElseThrow().readDoubles();

            // Without its last weights the output is the bias; pixels that never vary stay off the
            // ends.
            assertThat(Arrays.copyOf(means, 5))
                    .containsExactly(new double[] {0.25, 0.5, 0.9, 0.001, 0.999}, within(1e-12));
            assertThat(logits.readDoubles()[0]).isCloseTo(Math.log(1.0 / 3), within(1e-12));
        }
    }

    /**
     * Where the outputs are added to those of a layer that sees 30 pixels, and in no other layer.
     */
    @Test
    void theLastWeightsMayStartAsThoseOfOneLayerWithThePixels() {
        DataShape data = DataShape.flat(30);
        Perceptron settings = StrictMapper.of(Perceptron.class, Map.of("hidden", List.of(6)));
        try (TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            List<List<Parameter>> parameters = new ArrayList<>();
            for (boolean joint : new boolean[] {false, true}) {
                MaskedBernoulli made =
                        new MaskedBernoulli.Settings(
                                        List.of(8),
                                        Activation.RELU,
                                        MaskedBernoulli.Context.HIDDEN,
                                        false,
                                        joint)
                                .of(runtime, KEY, 30);
                parameters.add(
                        new Halves(runtime, settings)
                                .decoder(KEY, 2, Optional.empty(), 0, data, made.head(data))
                                .parameters());
            }
            double share = Math.sqrt(6.0 / (6 + 30));
            for (int i = 0; i < 4; i++) {
                double[] alone = parameters.get(0).get(i).value().readDoubles();
                double factor = i < 2 ? 1 : share;
                assertThat(parameters.get(1).get(i).value().readDoubles())
                        .as(parameters.get(1).get(i).name())
                        .containsExactly(
                                Arrays.stream(alone).map(w -> factor * w).toArray(), within(1e-15));
            }
            double largest = parameters.get(1).get(2).value().abs().max().readScalar();
            assertThat(largest).isBetween(0.8 / Math.sqrt(36), 1 / Math.sqrt(36));
        }
    }

    /** A decoder that is not shown the condition has the weights of one without a condition. */
    @Test
    void aDecoderMayIgnoreTheCondition() {
        DataShape data = DataShape.flat(5);
        NetworkSettings plain =
                NetworkSettings.of(StrictMapper.of(Perceptron.class, Map.of("hidden", List.of(6))));
        NetworkSettings settings =
                new NetworkSettings(
                        plain.encoder(), null, plain.outputBias(), null, null, false, null, null);
        try (TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            Head head = new Bernoulli().head(data);
            PartContext context = new Halves(runtime, plain.encoder()).context(KEY, data);
            Decoder blind = settings.createDecoder(context, 2, Optional.empty(), 3, head);
            Decoder ofZ = plain.createDecoder(context, 2, Optional.empty(), 0, head);
            Tensor z = runtime.normal(KEY, Shape.of(4, 2));
            for (String each : List.of("one", "two")) {
                Tensor c = runtime.normal(KEY.split(each), Shape.of(4, 3));
                assertThat(blind.apply(Tensor.concatenate(List.of(z, c), -1)).readDoubles())
                        .containsExactly(ofZ.apply(z).readDoubles(), within(1e-15));
            }
            assertThat(blind.parameters()).hasSameSizeAs(ofZ.parameters());
            assertThatThrownBy(() -> settings.createDecoder(context, 2, Optional.empty(), 0, head))
                    .hasMessageContaining("decoderCondition: false is for models with a condition");
        }
    }
}
