// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import org.vaelab.framework.model.Inference;

/**
 * Makes inferences of one kind.
 *
 * @param <S> their settings
 */
public interface InferenceFactory<S extends Record>
        extends PartFactory<Inference, S, InferenceContext> {}
