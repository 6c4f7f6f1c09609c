/** @file The version that manifests carry. A test holds it equal to package.json's. */
export const ONCHIP_VERSION = '0.1.0';
