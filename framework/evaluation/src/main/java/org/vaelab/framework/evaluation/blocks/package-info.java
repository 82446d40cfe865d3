// SPDX-License-Identifier: Apache-2.0
/**
 * Passes over data and draws in blocks of limited memory, and work in Java beside a device. Depends
 * on models and tensors.
 */
@NullMarked
package org.vaelab.framework.evaluation.blocks;

import org.jspecify.annotations.NullMarked;
