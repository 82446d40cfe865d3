// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.inference;

import java.util.List;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.model.PosteriorForm;

/** A search for values of z that goes on, in training, from where it was when the datum was last seen. */
interface PointSearch extends Inference {

    LatentStart start();

    @Override
    default boolean remembersData() {
        return true;
    }

    @Override
    default boolean needsGradient() {
        return true;
    }

    @Override
    default PosteriorForm form() {
        return PosteriorForm.DRAWS;
    }

    /** Returns what is remembered of the training data; nothing on a trained model. */
    @Override
    default List<Parameter> parameters() {
        return start().table().map(LocalTable::parameter).stream().toList();
    }
}
