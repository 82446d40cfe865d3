// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import java.util.Optional;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.TrainingOutline;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.TensorRuntime;

/**
 * What a part may know of the model that it becomes part of.
 *
 * @param runtime where its parameters live
 * @param key for its initial values
 * @param data what is known of the training data
 * @param klWeight the weight of the KL by step that training asks for
 * @param chosenSpace the space of the posterior, once that is chosen
 * @param chosenEncoder the encoder, once it exists: while prior and estimator are made
 */
public record PartContext(
        TensorRuntime runtime,
        RandomKey key,
        TrainingOutline data,
        Schedule klWeight,
        Optional<LatentSpace> chosenSpace,
        Optional<EncoderContext> chosenEncoder) {

    /** What a part knows before anything is chosen. */
    PartContext(TensorRuntime runtime, RandomKey key, TrainingOutline data, Schedule klWeight) {
        this(runtime, key, data, klWeight, Optional.empty(), Optional.empty());
    }

    /** Returns the shape of one datum. */
    public DataShape shape() {
        return data.shape();
    }

    /**
     * Returns the space of the posterior.
     *
     * @throws IllegalStateException if no posterior is chosen yet: while one is being made
     */
    public LatentSpace space() {
        return chosenSpace.orElseThrow(
                () -> new IllegalStateException("the latent space is not chosen yet"));
    }

    /**
     * Returns the space of the posterior as one of a class.
     *
     * @param part the name of the part that needs it, for the message
     * @throws IllegalArgumentException if it is of another class
     */
    public <T extends LatentSpace> T space(Class<T> type, String part) {
        LatentSpace space = space();
        if (!type.isInstance(space)) {
            throw new IllegalArgumentException(
                    part
                            + " needs a latent space of kind "
                            + type.getSimpleName()
                            + ", not "
                            + space);
        }
        return type.cast(space);
    }

    /**
     * Returns the encoder, for a prior that is made of posteriors.
     *
     * @throws IllegalStateException if there is none yet: while likelihood or posterior is made
     */
    public EncoderContext encoder() {
        return chosenEncoder.orElseThrow(
                () -> new IllegalStateException("there is no encoder yet"));
    }

    /** Returns this context for a part of a name, with a key of its own. */
    public PartContext forPart(String name) {
        return new PartContext(
                runtime, key.split(name), data, klWeight, chosenSpace, chosenEncoder);
    }

    /**
     * Returns this context for the prior of a factor of the posterior: with a key and the space of its
     * own, and as encoder what the encoder says of that factor.
     *
     * @throws IllegalArgumentException if the posterior has no such factor
     * @throws IllegalStateException if there is no encoder yet
     */
    public PartContext forFactor(String name) {
        EncoderContext factor = encoder().forFactor(name);
        return new PartContext(
                runtime,
                key.split(name),
                data,
                klWeight,
                Optional.of(factor.posterior().space()),
                Optional.of(factor));
    }

    /** Returns this context once the posterior is chosen. */
    PartContext on(LatentSpace space) {
        return new PartContext(runtime, key, data, klWeight, Optional.of(space), Optional.empty());
    }

    /** Returns this context once the encoder exists. */
    PartContext with(EncoderContext encoder) {
        return new PartContext(runtime, key, data, klWeight, chosenSpace, Optional.of(encoder));
    }
}
