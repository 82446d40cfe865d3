// SPDX-License-Identifier: Apache-2.0
/** What {@code org.vaelab.framework.onnx.foreign} and its callers in VaeLab use, and no program outside. */
@NullMarked
package org.vaelab.framework.onnx.internal.foreign;

import org.jspecify.annotations.NullMarked;
