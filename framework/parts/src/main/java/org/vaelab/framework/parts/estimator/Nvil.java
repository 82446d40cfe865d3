// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.EstimatorContext;
import org.vaelab.framework.estimator.EstimatorPart;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.estimator.LearningSignal;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.network.DataView;
import org.vaelab.framework.network.Initializer;
import org.vaelab.framework.network.Mlp;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Activation;

/**
 * Neural variational inference and learning: {@link Reinforce} with a baseline by a network (Mnih
 * and Gregor 2014).
 */
@Cites("mnih2014")
@Part(
        value = "nvil",
        description =
                "the evidence lower bound of discrete draws, by REINFORCE with a learned baseline",
        paper = "Mnih and Gregor (2014)")
public record Nvil(
        @Setting(value = "draws per example", defaultValue = "1") int samples,
        @Setting(
                        value = "how the KL is computed; monte-carlo unless normalize is false",
                        defaultValue = "monte-carlo")
                KlMode kl,
        @Setting(value = "widths of the hidden tanh layers of the baseline", defaultValue = "[100]")
                List<Integer> hidden,
        @Setting(value = "decay of the moving mean and variance, in [0, 1)", defaultValue = "0.8")
                double decay,
        @Setting(
                        value =
                                "whether signals are divided by their deviation where that is above"
                                        + " 1",
                        defaultValue = "true")
                boolean normalize)
        implements EstimatorPart {

    /**
     * Checks all. Where signals are normalised, a KL in closed form would pass its gradient beside
     * them at full length.
     */
    public Nvil {
        Counts.atLeastOne("samples", samples);
        LearningSignal.requireUsable(kl);
        hidden = Counts.widths("hidden", hidden);
        MovingAverage.requireDecay(decay);
        if (normalize && kl != KlMode.MONTE_CARLO) {
            throw new SettingException(
                    "normalize",
                    "divides the signals, and with kl: "
                            + kl.name().toLowerCase(Locale.ROOT)
                            + " a KL in closed form would stand beside them undivided, with many"
                            + " times its weight; say kl: monte-carlo, or normalize: false");
        }
    }

    @Override
    public Estimator create(EstimatorContext context) {
        TensorRuntime runtime = context.runtime();
        DataView view = DataView.ofNumbers(context.part().data(), "estimator nvil");
        Mlp network =
                new Mlp(
                        runtime,
                        context.part().key(),
                        view.seen().size(),
                        hidden,
                        1,
                        Activation.TANH,
                        Initializer.FAN_IN);
        NeuralBaseline baseline =
                new NeuralBaseline(
                        view.before(network),
                        MovingAverage.named("centre", runtime, decay),
                        normalize
                                ? Optional.of(MovingAverage.named("variance", runtime, decay))
                                : Optional.empty());
        return new Reinforce(samples, kl, baseline);
    }

    /**
     * A baseline of each example by a network, centred and normalised (Mnih and Gregor 2014,
     * algorithm 1):
     *
     * <pre>
     *   l = f - C(x);   signal = (l - c) / max(1, sqrt v)
     *   c <- decay c + (1 - decay) mean(l),   v <- decay v + (1 - decay) var(l)
     * </pre>
     *
     * <p>The network minimises {@code mean (l - c)^2 / (2 max(1, sqrt v))}, whose gradient is that
     * of the algorithm. Deviation: c and v are those of the earlier steps, so they do not depend on
     * the draws. The normalisation scales the gradient in the parameters of q, and no other. It
     * keeps the direction if the signals make up all of that gradient. A KL in closed form would
     * add a gradient with {@code max(1, sqrt v)} times its weight, and q would collapse onto p.
     *
     * @param network from x to one number
     * @param centre c
     * @param variance v; empty: the signal keeps its scale
     */
    record NeuralBaseline(Network network, MovingAverage centre, Optional<MovingAverage> variance)
            implements Baseline {

        @Override
        public Centred of(Tensor signal, Batch batch) {
            Tensor left = signal.sub(network.apply(batch.x()).reshape(batch.size()));
            Tensor constant = left.stopGradient();
            Tensor error = left.sub(centre.value());
            Optional<Tensor> scale = scale();
            Tensor squares = error.square().mean().mul(0.5);
            return new Centred(
                    scaled(error.stopGradient(), scale),
                    Optional.of(scaled(squares, scale)),
                    List.of(clock -> update(constant)));
        }

        @Override
        public Optional<Tensor> scale() {
            return variance.map(v -> v.value().sqrt().maximum(1));
        }

        private static Tensor scaled(Tensor value, Optional<Tensor> scale) {
            return scale.map(value::div).orElse(value);
        }

        private void update(Tensor left) {
            Tensor mean = left.mean();
            centre.add(mean);
            variance.ifPresent(v -> v.add(left.sub(mean).square().mean()));
        }

        @Override
        public List<Parameter> parameters() {
            List<Parameter> all = new ArrayList<>();
            network.parameters().forEach(p -> all.add(p.within("baseline")));
            all.add(centre.parameter());
            variance.ifPresent(v -> all.add(v.parameter()));
            return all;
        }
    }
}
