// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.vaelab.framework.latent.LatentValue;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * A posterior that is drawn variable by variable: the first given the data, each other given the
 * variables drawn before it.
 *
 * <pre>
 *   q(z_1, ..., z_n given x) = q(z_1 given x) q(z_2 given z_1) ... q(z_n given z_1, ..., z_{n-1})
 * </pre>
 *
 * <p>A model with one latent variable draws it under the key itself, one with several each under
 * the key split by its name.
 *
 * @param name of the variable that is drawn first
 * @param first its distribution for each of B examples
 * @param steps the other variables, in the order in which they are drawn
 * @param memory what values remember for the steps after them
 */
public record SequentialPosterior(
        String name,
        Posterior first,
        List<SequentialPosterior.Step> steps,
        SequentialPosterior.Memory memory)
        implements JointPosterior {

    /** Lets values remember what is computed along them. */
    @FunctionalInterface
    public interface Memory {

        /** Values that remember nothing. */
        Memory NONE = (name, before, value) -> value;

        /**
         * Returns the same values of a variable.
         *
         * @param before of the variables drawn before it
         */
        LatentValue of(String name, Latents before, LatentValue value);
    }

    /** Creates a posterior whose values remember nothing. */
    public SequentialPosterior(String name, Posterior first, List<Step> steps) {
        this(name, first, steps, Memory.NONE);
    }

    /**
     * A variable that is drawn given others.
     *
     * @param given from values with any leading axes of R numbers in all to one distribution for
     *     each of the R rows
     */
    public record Step(String name, Function<Latents, Posterior> given) {}

    public SequentialPosterior {
        steps = List.copyOf(steps);
    }

    @Override
    public JointDraw draw(RandomKey key, int samples) {
        Draw drawn = drawn(first, steps.isEmpty() ? key : key.split(name), samples);
        int batch = drawn.shape().extent(1);
        LatentValue value = memory.of(name, Latents.NONE, drawn);
        List<LatentDraw> draws =
                new ArrayList<>(List.of(new LatentDraw(name, first, drawn, false, value)));
        for (Step step : steps) {
            Latents before = new JointDraw(draws).values();
            Posterior q = step.given().apply(before);
            Draw next = drawn(q, key.split(step.name()), 1).reshaped(samples, batch);
            draws.add(
                    new LatentDraw(
                            step.name(), q, next, true, memory.of(step.name(), before, next)));
        }
        return new JointDraw(draws);
    }

    /** Checks the shape: another one would be broadcast, or fail elsewhere. */
    private static Draw drawn(Posterior q, RandomKey key, int samples) {
        Draw drawn = q.draw(key, samples);
        Shape z = drawn.shape();
        if (z.rank() < 2 || z.extent(0) != samples) {
            throw new IllegalArgumentException(
                    "%s.draw of %s gives values of shape %s, expected [K, R, event], K = %s"
                            .formatted(q.getClass().getName(), samples, z, samples));
        }
        return drawn;
    }

    @Override
    public Tensor logProbability(Latents values) {
        Tensor sum = values.value(name).logProbabilityUnder(first);
        Latents before = remembered(name, Latents.NONE, values.value(name));
        for (Step step : steps) {
            LatentValue value = values.value(step.name());
            sum = sum.add(value.logProbabilityUnder(step.given().apply(before), true));
            before = remembered(step.name(), before, value);
        }
        return sum;
    }

    @Override
    public Latents location() {
        Map<String, Tensor> values = new LinkedHashMap<>();
        atLocation().forEach((variable, q) -> values.put(variable, q.location()));
        return Latents.of(values);
    }

    @Override
    public Map<String, Posterior> atLocation() {
        Map<String, Posterior> all = new LinkedHashMap<>(Map.of(name, first));
        Latents values = located(name, Latents.NONE, first);
        for (Step step : steps) {
            Posterior q = step.given().apply(values);
            all.put(step.name(), q);
            values = located(step.name(), values, q);
        }
        return all;
    }

    private Latents located(String variable, Latents before, Posterior q) {
        Tensor location = q.location();
        return remembered(variable, before, () -> location);
    }

    private Latents remembered(String variable, Latents before, LatentValue value) {
        return before.with(variable, memory.of(variable, before, value));
    }
}
