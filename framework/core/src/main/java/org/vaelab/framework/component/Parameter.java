// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.component;

import java.util.Objects;
import org.vaelab.framework.tensor.Tensor;

/**
 * A named array that outlives a training step: learned by gradient, or state that a part updates
 * itself. Checkpoints save both.
 */
public final class Parameter {

    /** Whether the optimiser or the part itself changes a parameter. */
    public enum Role {
        /** The optimiser, along the gradient. */
        LEARNED,
        /** The part itself, after a step: moving averages, multipliers, counters. */
        STATE
    }

    private final String name;
    private final Role role;
    private final Tensor value;

    private Parameter(String name, Role role, Tensor value) {
        this.name = Objects.requireNonNull(name, "name");
        this.role = role;
        this.value = value;
    }

    /** Returns a parameter that the optimiser learns, starting from a copy of the tensor. */
    public static Parameter learned(String name, Tensor initial) {
        return new Parameter(name, Role.LEARNED, initial.runtime().keep(initial, true));
    }

    /** Returns a parameter that its part updates, starting from a copy of the tensor. */
    public static Parameter state(String name, Tensor initial) {
        return new Parameter(name, Role.STATE, initial.runtime().keep(initial, false));
    }

    /** Returns this parameter under a longer name: {@code prefix.name}. */
    public Parameter within(String prefix) {
        return new Parameter(prefix + "." + name, role, value);
    }

    /** Returns the name: within its part, or within the model once {@link #within} was called. */
    public String name() {
        return name;
    }

    public Role role() {
        return role;
    }

    /** Returns its tensor, always the same one; its elements change between steps. */
    public Tensor value() {
        return value;
    }

    public void assign(Tensor source) {
        value.runtime().assign(value, source);
    }

    @Override
    public String toString() {
        return name + " (" + role + " " + value + ")";
    }
}
