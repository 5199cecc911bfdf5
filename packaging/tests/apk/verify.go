package main

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/chainguard-dev/go-apk/pkg/expandapk"
	"github.com/chainguard-dev/go-apk/pkg/signature"
)

// verify verifies the signature in a package, and that it names the public key.
func verify(ctx context.Context, file, publicKey string) error {
	content, err := os.Open(file)
	if err != nil {
		return err
	}
	defer content.Close()
	expanded, err := expandapk.ExpandApk(ctx, content, "")
	if err != nil {
		return err
	}
	defer expanded.Close()
	if expanded.SignatureFile == "" {
		return errors.New("the package has no signature")
	}
	name, signed, err := readSignature(expanded.SignatureFile)
	if err != nil {
		return err
	}
	if want := ".SIGN.RSA." + filepath.Base(publicKey); name != want {
		return fmt.Errorf("name: got %s, want %s", name, want)
	}
	key, err := os.ReadFile(publicKey)
	if err != nil {
		return err
	}
	return signature.RSAVerifySHA1Digest(expanded.ControlHash, signed, key)
}

// readSignature reads the part of a package that has the signature: a compressed tar file, of one
// file.
func readSignature(file string) (name string, content []byte, err error) {
	packed, err := os.Open(file)
	if err != nil {
		return "", nil, err
	}
	defer packed.Close()
	unpacked, err := gzip.NewReader(packed)
	if err != nil {
		return "", nil, err
	}
	archive := tar.NewReader(unpacked)
	header, err := archive.Next()
	if err != nil {
		return "", nil, err
	}
	content, err = io.ReadAll(archive)
	return header.Name, content, err
}
