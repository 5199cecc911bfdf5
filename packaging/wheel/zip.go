package main

import (
	"archive/zip"
	"os"
	"time"
)

// write writes a zip file of files that were all modified at one time.
func write(name string, files []file, modified time.Time) error {
	output, err := os.Create(name)
	if err != nil {
		return err
	}
	archive := zip.NewWriter(output)
	for _, f := range files {
		header := &zip.FileHeader{
			Name:     f.name,
			Method:   zip.Deflate,
			Modified: modified,
		}
		header.SetMode(f.mode)
		entry, err := archive.CreateHeader(header)
		if err != nil {
			return err
		}
		if _, err := entry.Write(f.content); err != nil {
			return err
		}
	}
	if err := archive.Close(); err != nil {
		return err
	}
	return output.Close()
}
