// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.vaelab.framework.latent.LatentValue;
import org.vaelab.framework.latent.NetworkInput;
import org.vaelab.framework.tensor.Tensor;

/**
 * Values of latent variables by name.
 *
 * @param byName with the same leading axes each: [B, event], or [K, B, event] of K draws
 */
public record Latents(Map<String, LatentValue> byName) {

    public static final Latents NONE = new Latents(Map.of());

    public Latents {
        byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
    }

    public static Latents of(String name, Tensor z) {
        return new Latents(Map.of(name, () -> z));
    }

    /** Returns plain values of several variables by name. */
    public static Latents of(Map<String, Tensor> byName) {
        Map<String, LatentValue> values = new LinkedHashMap<>();
        byName.forEach((name, z) -> values.put(name, () -> z));
        return new Latents(values);
    }

    /**
     * Returns the values of a variable.
     *
     * @throws IllegalArgumentException if there are none
     */
    public LatentValue value(String name) {
        LatentValue value = byName.get(name);
        if (value == null) {
            throw new IllegalArgumentException(
                    "no values of latent variable '" + name + "', only of " + byName.keySet());
        }
        return value;
    }

    /** Returns the values of a variable, [..., event]. */
    public Tensor z(String name) {
        return value(name).z();
    }

    /** Returns the values of a variable as network input, [..., map.width()]. */
    public Tensor networkInput(String name, NetworkInput map) {
        return value(name).networkInput(map);
    }

    /** Returns the values of the draws {@code from} to {@code to - 1}. */
    public Latents slice(int from, int to) {
        Map<String, LatentValue> slices = new LinkedHashMap<>();
        byName.forEach(
                (name, value) -> {
                    Tensor z = value.z().slice(0, from, to);
                    slices.put(name, () -> z);
                });
        return new Latents(slices);
    }

    /**
     * Returns draws one after another.
     *
     * @param draws values of the same variables, [K, B, event] with any K each
     */
    public static Latents concatenated(List<Latents> draws) {
        Map<String, Tensor> all = new LinkedHashMap<>();
        for (String name : draws.get(0).byName.keySet()) {
            all.put(name, Tensor.concatenate(draws.stream().map(z -> z.z(name)).toList(), 0));
        }
        return of(all);
    }

    /** Applies a function to the tensors of all values; see {@link LatentValue#mapped}. */
    public Latents mapped(UnaryOperator<Tensor> function) {
        Map<String, LatentValue> all = new LinkedHashMap<>();
        byName.forEach((name, value) -> all.put(name, value.mapped(function)));
        return new Latents(all);
    }

    public Latents with(String name, LatentValue value) {
        Map<String, LatentValue> more = new LinkedHashMap<>(byName);
        more.put(name, value);
        return new Latents(more);
    }

    /** Returns these values and those of other variables. */
    public Latents with(Latents others) {
        Map<String, LatentValue> more = new LinkedHashMap<>(byName);
        more.putAll(others.byName);
        return new Latents(more);
    }

    public Latents without(String name) {
        Map<String, LatentValue> left = new LinkedHashMap<>(byName);
        left.remove(name);
        return new Latents(left);
    }
}
