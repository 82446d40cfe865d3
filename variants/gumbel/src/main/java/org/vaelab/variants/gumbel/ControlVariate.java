// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gumbel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.network.DataView;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * A function of relaxed values that correlates with log p(x given z) of the discrete ones:
 *
 * <pre>
 *   c(z) = eta log p(x given y) + r(y, x),   y = softmax(z / t)
 * </pre>
 *
 * <p>Without r it is the control variate of REBAR (Tucker et al. 2017, section 3); with r it is
 * that of RELAX (Grathwohl et al. 2018). eta, log t and the network r are learned.
 */
final class ControlVariate implements Component {

    private final OneHot space;
    private final Parameter scale;
    private final Parameter logTemperature;
    private final Optional<OfData> network;

    /**
     * A network r(y, x).
     *
     * @param view what it sees of x
     * @param network from y and what is seen of x to one number
     */
    record OfData(DataView view, Network network) {}

    ControlVariate(
            TensorRuntime runtime, OneHot space, double temperature, Optional<OfData> network) {
        this.space = space;
        this.network = network;
        try (TensorScope scope = runtime.scope()) {
            scale = Parameter.learned("scale", runtime.scalar(1));
            logTemperature =
                    Parameter.learned("logTemperature", runtime.scalar(Math.log(temperature)));
        }
    }

    static double requirePositive(double temperature) {
        if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
            throw new SettingException(
                    "temperature", "must be above 0 and finite, is " + temperature);
        }
        return temperature;
    }

    /**
     * Returns c of perturbed logits, in nats.
     *
     * @param latent the name of the latent variable
     * @param z [K, B, n, k]
     * @return [K, B]
     */
    Tensor at(GenerativeModel p, Batch batch, String latent, Tensor z) {
        Tensor y = z.div(logTemperature.value().exp()).softmax(-1);
        Tensor c =
                p.output(Latents.of(latent, y), batch.given())
                        .logProbability(batch.x())
                        .mul(scale.value());
        Tensor seen = p.condition().scaled(batch.x(), batch.given());
        return network.map(r -> c.add(apply(r, y, seen))).orElse(c);
    }

    private Tensor apply(OfData r, Tensor y, Tensor x) {
        Shape draws = y.shape().range(0, 2);
        Tensor seen = r.view().of(x);
        Tensor data = seen.broadcastTo(draws.append(seen.shape().extent(-1)));
        return r.network()
                .apply(Tensor.concatenate(List.of(space.flat(y), data), -1))
                .reshape(draws);
    }

    @Override
    public List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>(List.of(scale, logTemperature));
        network.ifPresent(
                r ->
                        r.network()
                                .parameters()
                                .forEach(parameter -> all.add(parameter.within("network"))));
        return all;
    }
}
