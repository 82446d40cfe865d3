// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.model;

import java.util.List;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.tensor.Tensor;

/** One output for all inputs. */
public record ConstantNetwork(Parameter output) implements Network {

    @Override
    public Tensor apply(Tensor x) {
        Tensor row = output.value();
        return row.broadcastTo(row.shape().prepend(x.shape().extent(0)));
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(output);
    }
}
