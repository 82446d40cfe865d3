// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.DataShape;

/**
 * What an encoder sees: [..., seen.size() + beside].
 *
 * @param context the runtime, the key of the weights, and a summary of the data
 * @param seen the shape of x as {@link DataView} shows it, with the masks of missing values as
 *     further numbers or channels
 * @param beside how many further numbers follow x, such as those of a condition
 */
public record EncoderInput(PartContext context, DataShape seen, int beside) {}
