// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;

/**
 * Numbers and words by which a part shows its settings. Two parts of one key with equal
 * fingerprints make no difference that a contract sees.
 */
final class Fingerprint {

    private final TensorRuntime runtime;
    private final Set<Tensor> known = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<String> lines = new ArrayList<>();
    private final List<String> unlisted = new ArrayList<>();
    private final List<String> listed = new ArrayList<>();

    /** Begins one of a part that is created from now on. */
    Fingerprint(TensorRuntime runtime) {
        this.runtime = runtime;
        known.addAll(runtime.kept());
    }

    Fingerprint add(String what, Object value) {
        lines.add(what + " " + value);
        return this;
    }

    Fingerprint add(String what, double[] values) {
        return add(what, Arrays.toString(values));
    }

    Fingerprint add(String what, Tensor value) {
        return add(what + " " + value.shape(), value.readDoubles());
    }

    Fingerprint add(String what, Optional<Tensor> value) {
        value.ifPresent(known -> add(what, known));
        return this;
    }

    /**
     * Adds what the part learns, and compares it with what has been kept for gradients since this
     * began.
     */
    Fingerprint addParameters(List<Parameter> parameters) {
        for (Parameter parameter : parameters) {
            known.add(parameter.value());
            listed.add(parameter.value().shape().toString());
        }
        runtime.kept().stream()
                .filter(tensor -> tensor.isTracked() && !known.contains(tensor))
                .forEach(tensor -> unlisted.add(tensor.shape().toString()));
        parameters.forEach(
                parameter -> add(parameter.role() + " " + parameter.name(), parameter.value()));
        return this;
    }

    /** Adds that something was rejected, and forgets what has been kept for it. */
    void addRejected(Object what) {
        add("rejected", what);
        known.addAll(runtime.kept());
    }

    /** Returns the shapes of learned tensors that are no parameters of the part. */
    List<String> unlisted() {
        return unlisted;
    }

    /** Returns the shapes of the parameters of the part. */
    List<String> listed() {
        return listed;
    }

    boolean equalTo(Fingerprint other) {
        return lines.equals(other.lines);
    }
}
