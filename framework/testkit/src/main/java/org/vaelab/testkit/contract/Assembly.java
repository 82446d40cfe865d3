// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.List;
import java.util.Optional;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.network.Initializer;
import org.vaelab.framework.network.Mlp;
import org.vaelab.framework.plugin.AssembledModel;
import org.vaelab.framework.plugin.EncoderContext;
import org.vaelab.framework.plugin.ModelBlueprint;
import org.vaelab.framework.plugin.PartContext;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Activation;
import org.vaelab.framework.tensor.TensorRuntime;

/** What parts under test are told of the model and the data that they become part of. */
final class Assembly {

    /** The width of the data. */
    static final int WIDTH = 4;

    private Assembly() {}

    /** Returns what a part is told before anything is chosen. */
    static PartContext context(TensorRuntime runtime, RandomKey key) {
        return context(runtime, key, ValueDomain.BINARY, Optional.empty(), Optional.empty());
    }

    /** Returns what a part is told that lives on a space, and is not made of an encoder. */
    static PartContext on(TensorRuntime runtime, RandomKey key, LatentSpace space) {
        return context(runtime, key, ValueDomain.BINARY, Optional.of(space), Optional.empty());
    }

    /** Returns what a part is told once there is an encoder, which is the same for all keys. */
    static PartContext behind(
            TensorRuntime runtime, RandomKey key, PosteriorFamily family, ValueDomain domain) {
        Mlp network =
                new Mlp(
                        runtime,
                        RandomKey.of(0).split("encoder"),
                        WIDTH,
                        List.of(4),
                        family.head().width(),
                        Activation.TANH,
                        Initializer.GLOROT);
        EncoderContext encoder = new EncoderContext(network, family);
        return context(runtime, key, domain, Optional.of(family.space()), Optional.of(encoder));
    }

    private static PartContext context(
            TensorRuntime runtime,
            RandomKey key,
            ValueDomain domain,
            Optional<LatentSpace> space,
            Optional<EncoderContext> encoder) {
        return new PartContext(
                runtime, key, new SmallData(WIDTH, domain), Schedule.constant(1), space, encoder);
    }

    /** Makes a model of data of some width. */
    static AssembledModel assemble(
            ModelBlueprint blueprint,
            TensorRuntime runtime,
            Plugins plugins,
            int width,
            ValueDomain domain,
            RandomKey key) {
        SmallData data = new SmallData(width, domain);
        return blueprint.assemble(runtime, plugins, data, key.split("init"));
    }
}
