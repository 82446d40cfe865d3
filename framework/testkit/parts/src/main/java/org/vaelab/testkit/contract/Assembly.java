// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.List;
import java.util.Optional;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.estimator.EstimatorContext;
import org.vaelab.framework.estimator.KlWeight;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.likelihood.LikelihoodPart;
import org.vaelab.framework.network.Initializer;
import org.vaelab.framework.network.Mlp;
import org.vaelab.framework.network.NetworkSettings;
import org.vaelab.framework.network.ViewedNetwork;
import org.vaelab.framework.plugin.AssembledModel;
import org.vaelab.framework.plugin.ModelBlueprint;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.testkit.family.ToyCoins;
import org.vaelab.testkit.family.ToyElbo;
import org.vaelab.testkit.family.ToyNormal;
import org.vaelab.testkit.family.ToyPerceptron;
import org.vaelab.testkit.family.ToyReader;
import org.vaelab.testkit.family.ToyReference;

/** Creates contexts for parts under test: small models and data that they become part of. */
final class Assembly {

    /** The width of the data. */
    static final int WIDTH = 4;

    private Assembly() {}

    /** Returns the context of every part. */
    static PartContext context(TensorRuntime runtime, RandomKey key) {
        return context(runtime, key, ValueDomain.BINARY);
    }

    /** Returns the context of a part in a model of binary data of some width. */
    static PartContext context(TensorRuntime runtime, RandomKey key, int width) {
        return context(runtime, key, width, ValueDomain.BINARY);
    }

    private static PartContext context(TensorRuntime runtime, RandomKey key, ValueDomain domain) {
        return context(runtime, key, WIDTH, domain);
    }

    /** Returns the context of a part in a model of data of some width and domain. */
    static PartContext context(
            TensorRuntime runtime, RandomKey key, int width, ValueDomain domain) {
        return new PartContext(runtime, key, new SmallData(width, domain), PartContract.all());
    }

    /** Returns the context of a part whose data may have missing values. */
    static PartContext ofMissing(
            TensorRuntime runtime, RandomKey key, int width, ValueDomain domain) {
        SmallData data = new SmallData(DataShape.flat(width), domain, true);
        return new PartContext(runtime, key, data, PartContract.all());
    }

    /** Returns the context of an estimator in a small model, whose data have one number. */
    static EstimatorContext ofEstimator(
            TensorRuntime runtime, RandomKey key, LatentSpace space, Schedule klWeight) {
        return new EstimatorContext(
                context(runtime, key, 1), new KlWeight(klWeight), List.of(space));
    }

    /** Returns the context of a prior without an encoder. */
    static PriorContext on(TensorRuntime runtime, RandomKey key, PosteriorFamily family) {
        return new PriorContext(context(runtime, key), family, Optional.empty());
    }

    /** Returns the context of a prior with an encoder, which is the same for all keys. */
    static PriorContext behind(
            TensorRuntime runtime, RandomKey key, PosteriorFamily family, ValueDomain domain) {
        Mlp network = encoder(runtime, RandomKey.of(0).split("encoder"), family);
        return new PriorContext(
                context(runtime, key, domain),
                family,
                Optional.of(ViewedNetwork.of(network, DataShape.flat(WIDTH))));
    }

    static Mlp encoder(TensorRuntime runtime, RandomKey key, PosteriorFamily family) {
        return mlp(runtime, key, WIDTH, family.head().width());
    }

    static Mlp mlp(TensorRuntime runtime, RandomKey key, int inputs, int outputs) {
        return new Mlp(
                runtime, key, inputs, List.of(4), outputs, Activation.TANH, Initializer.GLOROT);
    }

    /**
     * Returns the toy model of binary data, with a Normal posterior on the plane.
     *
     * @param hidden the width of the layer of its networks
     */
    static ModelBlueprint.OfParts toy(int hidden) {
        return toy(hidden, new ToyCoins());
    }

    /**
     * Returns the toy model with another likelihood.
     *
     * @param hidden the width of the layer of its networks
     */
    static ModelBlueprint.OfParts toy(int hidden, LikelihoodPart likelihood) {
        return ModelBlueprint.of(
                        new ToyNormal.Family(2),
                        likelihood,
                        NetworkSettings.of(new ToyPerceptron(List.of(hidden), true)))
                .withPrior(new ToyReference())
                .withEstimator(new ToyElbo());
    }

    static AssembledModel assemble(
            ModelBlueprint blueprint,
            TensorRuntime runtime,
            Plugins plugins,
            int width,
            ValueDomain domain,
            RandomKey key) {
        return assemble(blueprint, runtime, plugins, DataShape.flat(width), domain, key);
    }

    static AssembledModel assemble(
            ModelBlueprint blueprint,
            TensorRuntime runtime,
            Plugins plugins,
            DataShape shape,
            ValueDomain domain,
            RandomKey key) {
        SmallData data = new SmallData(shape, domain, false);
        if (domain == ValueDomain.TOKENS && blueprint instanceof ModelBlueprint.OfParts ofParts) {
            return ofParts.toBuilder()
                    .network(NetworkSettings.of(new ToyReader()))
                    .build()
                    .assemble(runtime, plugins, data, key.split("init"));
        }
        return blueprint.assemble(runtime, plugins, data, key.split("init"));
    }
}
