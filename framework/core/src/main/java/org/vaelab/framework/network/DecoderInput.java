// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

import java.util.Optional;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.DataShape;

/**
 * What a decoder sees, and of what data: [..., width + beside].
 *
 * @param context the runtime, the key of the weights, and a summary of the data
 * @param width how many numbers z has
 * @param grid on which z lies, if on one
 * @param beside how many numbers of a condition follow z
 * @param data the shape of x
 */
public record DecoderInput(
        PartContext context, int width, Optional<Grid> grid, int beside, DataShape data) {}
