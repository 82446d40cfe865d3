// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.spi;

import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * A backend's own storage of one tensor. Opaque to everybody else: only its shape and dtype can be
 * asked. Two buffers may share memory (a reshape, a slice); only {@link
 * StorageOperations#assign} and {@link UpdateOperations#update} write into an existing one.
 */
public interface Buffer {

    Shape shape();

    DType dtype();
}
